import type { IncomingHttpHeaders } from "node:http";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate, inflateRaw } from "node:zlib";
import { FetchFailure } from "../http/failure.ts";
import { quoted } from "../words/text.ts";
import { type Decoded, textOf } from "./charset.ts";

/** What requests accept. */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

type Decode = (wire: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const gunzipped: Decode = promisify(gunzip);
const inflated: Decode = promisify(inflate);
const rawInflated: Decode = promisify(inflateRaw);
const unbrotlied: Decode = promisify(brotliDecompress);

const ZLIB_METHOD_DEFLATE = 8;
/** How often a body may be packed: some servers pack what is packed already. */
const LAYERS_MAX = 3;
/** Words that servers write in Content-Encoding and that change nothing about the body. */
const NO_ENCODINGS: ReadonlySet<string> = new Set([
  "",
  "identity",
  "none",
  "utf-8",
  "utf8",
  "aws-chunked",
  "binary",
]);

/**
 * Unpacks a body and reads its text. Its headers are hints: what the body is counts, so JSON that is said to be packed
 * is read as it is, and gzip is unpacked unasked. Returns "too long" where it would be longer than `bytesMax`. Rejects
 * with FetchFailure where it cannot be unpacked.
 */
export async function decodedBody(
  wire: Buffer,
  headers: IncomingHttpHeaders,
  bytesMax: number,
): Promise<Decoded | "too long"> {
  const notes: string[] = [];
  let body = wire;
  const told = (headers["content-encoding"] ?? "").toLowerCase().split(",", 2 * LAYERS_MAX);
  const encodings = told.map((word) => word.trim()).filter((word) => !NO_ENCODINGS.has(word));
  const isOdd =
    encodings.length === 0 && told.some((word) => word.trim() !== "" && word.trim() !== "identity");
  if (isOdd)
    notes.push(`it says Content-Encoding ${quoted(headers["content-encoding"])}, which is no encoding`);
  if (encodings.length > LAYERS_MAX) throw new FetchFailure(`the body is encoded ${encodings.length} times`);
  for (const encoding of encodings.reverse()) {
    if (body.length === 0) break;
    const unpacked = await unpackedBy(encoding, body, bytesMax);
    if (unpacked === "too long") return unpacked;
    if (unpacked === null) notes.push(`it says Content-Encoding ${quoted(encoding)}, and is not encoded so`);
    else body = unpacked;
  }
  for (let layer = 0; layer < LAYERS_MAX && isGzip(body); layer++) {
    const unpacked = await unpack(gunzipped, "gzip", body, bytesMax);
    if (unpacked === "too long") return unpacked;
    body = unpacked;
    notes.push("it is packed by gzip, and its Content-Encoding does not say so");
  }
  if (body.length > bytesMax) return "too long";
  return textOf(body, headers["content-type"], notes);
}

/** Returns null for a body that is not packed in this way and may be read as it is. */
async function unpackedBy(
  encoding: string,
  body: Buffer,
  bytesMax: number,
): Promise<Buffer | "too long" | null> {
  const decode = decoderOf(encoding, body);
  if (decode === null) {
    if (isLikeJson(body)) return null;
    throw new FetchFailure(`the body is encoded as ${quoted(encoding)}, expected gzip, deflate or br`);
  }
  try {
    return await unpack(decode, encoding, body, bytesMax);
  } catch (error) {
    if (isLikeJson(body)) return null;
    throw error;
  }
}

function decoderOf(encoding: string, body: Buffer): Decode | null {
  switch (encoding) {
    case "gzip":
    case "x-gzip":
      return gunzipped;
    case "br":
      return unbrotlied;
    case "deflate":
      // Some servers omit the zlib header, as the name "deflate" suggests, against the standard.
      return ((body[0] ?? 0) & 0x0f) === ZLIB_METHOD_DEFLATE ? inflated : rawInflated;
    default:
      return null;
  }
}

async function unpack(
  decode: Decode,
  encoding: string,
  body: Buffer,
  bytesMax: number,
): Promise<Buffer | "too long"> {
  try {
    return await decode(body, { maxOutputLength: bytesMax });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ERR_BUFFER_TOO_LARGE") return "too long";
    throw new FetchFailure(`the body is not whole and valid ${encoding} (${code})`);
  }
}

function isGzip(body: Buffer): boolean {
  return body[0] === 0x1f && body[1] === 0x8b && body[2] === ZLIB_METHOD_DEFLATE;
}

/** Whether the body begins as JSON of a feed does, behind a byte order mark and spaces. */
function isLikeJson(body: Buffer): boolean {
  return /^(\u00ef\u00bb\u00bf)?\s*[[{]/.test(body.subarray(0, 64).toString("latin1"));
}
