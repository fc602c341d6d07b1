import type { IncomingMessage } from "node:http";

/** The body was longer than allowed; what was read of it is dropped. */
export class BodyTooLarge extends Error {
  constructor(bytesMax: number) {
    super(`the request body is larger than ${bytesMax} bytes`);
    this.name = "BodyTooLarge";
  }
}

/**
 * Reads the whole body. Throws BodyTooLarge, once the body has ended, when it was longer than bytesMax; throws the
 * connection's error when it broke off.
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    // Reads a body that is too long to its end: a client that is still writing does not read the answer.
    if (bytes <= bytesMax) chunks.push(chunk);
  }
  if (bytes > bytesMax) throw new BodyTooLarge(bytesMax);
  return Buffer.concat(chunks, bytes);
}
