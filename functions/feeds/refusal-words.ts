import type { IncomingMessage } from "node:http";
import { inQuotes } from "../words/text.ts";
import { decodedBody } from "./body-decoding.ts";
import type { Redact } from "./failure.ts";
import { isFields } from "./json.ts";
import { checkIn, pageIn, REMEDY } from "./page.ts";
import { text } from "./readings.ts";

/** A page that takes longer, or is longer, is left: the status has told enough. */
const PAGE_MS_MAX = 1_000;
const PAGE_BYTES_MAX = 64_000;
const SAYS_CHARACTERS_MAX = 120;
const READABLE = /json|html|text|xml/i;
/** Fields in which APIs say what is wrong, also below an `error`. */
const NAMES = ["message", "error_description", "error", "detail", "title", "reason", "msg"];

/**
 * Returns what a refusal says beside its status, as the end of a sentence; "" for nothing. Never rejects. Keys are taken
 * out before anything is cut: half a key would not be recognised any more.
 */
export async function refusalWords(response: IncomingMessage, redact: Redact): Promise<string> {
  const { headers } = response;
  const check = checkIn(headers);
  if (check !== null) return `: ${check}`;
  if (!READABLE.test(headers["content-type"] ?? "")) return "";
  try {
    const start = await startOf(response);
    const body = await decodedBody(start, headers, PAGE_BYTES_MAX * 4);
    return body === "too long" ? "" : wordsOf(redact(body.text), response.statusCode, redact);
  } catch {
    return "";
  }
}

function wordsOf(body: string, httpStatus: number | undefined, redact: Redact): string {
  const page = pageIn(body);
  // Some checks are only a page that says no.
  const remedy = httpStatus === 403 && page?.includes(REMEDY) === false ? `; perhaps ${REMEDY}` : "";
  if (page !== null) return `: ${page}${remedy}`;
  const said = saidIn(body);
  return said === null ? "" : `: it says ${inQuotes(redact(said), SAYS_CHARACTERS_MAX)}`;
}

function saidIn(body: string): string | null {
  try {
    return messageIn(JSON.parse(body));
  } catch {
    return text(body);
  }
}

function messageIn(value: unknown): string | null {
  const inner = isFields(value) ? value.error : undefined;
  for (const owner of [inner, value]) {
    if (typeof owner === "string") return text(owner);
    for (const name of isFields(owner) ? NAMES : []) {
      const said = isFields(owner) ? text(owner[name]) : null;
      if (said !== null) return said;
    }
  }
  return null;
}

/** Reads what comes within the limits, and ends the response where more would come. */
async function startOf(response: IncomingMessage): Promise<Buffer> {
  const timer = setTimeout(() => response.destroy(), PAGE_MS_MAX);
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes >= PAGE_BYTES_MAX) break;
    }
  } catch {
    // What has come may be enough.
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks);
}
