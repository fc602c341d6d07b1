import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";
import { quoted } from "../words/text.ts";
import { FetchFailure } from "./failure.ts";

export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

export interface BodyLimits {
  /** Limits the body as it comes over the wire. */
  readonly wireBytesMax: number;
  /** Limits the decoded body: a small body may grow a thousandfold. */
  readonly bodyBytesMax: number;
}

type Decode = (wire: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gunzipped: Decode = promisify(gunzip);
const inflated: Decode = promisify(inflate);
const rawInflated: Decode = promisify(inflateRaw);
const unbrotlied: Decode = promisify(brotliDecompress);

const ZLIB_METHOD_DEFLATE = 8;

/** Returns the text of a response, decoded. Rejects with FetchFailure as soon as a limit is exceeded. */
export async function readBody(response: IncomingMessage, limits: BodyLimits): Promise<string> {
  const encoding = (response.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  const wire = await readWire(response, limits.wireBytesMax);
  if (wire.length === 0) return "";
  const decode = decoderOf(encoding, wire);
  const body = decode === null ? wire : await decoded(decode, encoding, wire, limits.bodyBytesMax);
  if (body.length > limits.bodyBytesMax) throw tooLong("decoded body", limits.bodyBytesMax);
  return body.toString("utf8");
}

async function readWire(response: IncomingMessage, bytesMax: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  if (Number(response.headers["content-length"] ?? 0) > bytesMax) throw tooLong("body", bytesMax);
  for await (const chunk of response as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > bytesMax) throw tooLong("body", bytesMax);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
}

function decoderOf(encoding: string, wire: Buffer): Decode | null {
  switch (encoding) {
    case "identity":
    case "":
      return null;
    case "gzip":
    case "x-gzip":
      return gunzipped;
    case "br":
      return unbrotlied;
    case "deflate":
      // Some servers omit the zlib header, as the name "deflate" suggests, against the standard.
      return ((wire[0] ?? 0) & 0x0f) === ZLIB_METHOD_DEFLATE ? inflated : rawInflated;
    default:
      throw new FetchFailure(`the body is encoded as ${quoted(encoding)}, expected gzip, deflate or br`);
  }
}

async function decoded(decode: Decode, encoding: string, wire: Buffer, bytesMax: number): Promise<Buffer> {
  try {
    return await decode(wire, { maxOutputLength: bytesMax });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") throw tooLong("decoded body", bytesMax);
    throw new FetchFailure(`the body is not whole and valid ${encoding} (${code})`);
  }
}

function tooLong(what: string, bytesMax: number): FetchFailure {
  return new FetchFailure(`the ${what} is longer than ${bytesMax} bytes`);
}
