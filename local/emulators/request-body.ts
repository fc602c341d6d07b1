import type { IncomingMessage } from "node:http";

/** The body was longer than allowed. What came of it is gone. */
export class BodyTooLarge extends Error {
  constructor(bytesMax: number) {
    super(`the request body is larger than ${bytesMax} bytes`);
    this.name = "BodyTooLarge";
  }
}

/**
 * The whole body. Throws BodyTooLarge when it has come to its end and was longer than bytesMax, and the
 * connection's error when it broke off before.
 */
export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    // Read to the end even so: a client that is still writing does not read the answer.
    if (bytes <= bytesMax) chunks.push(chunk);
  }
  if (bytes > bytesMax) throw new BodyTooLarge(bytesMax);
  return Buffer.concat(chunks, bytes);
}
