import type { FeedFailure } from "../core/feed.ts";
import { parseJson } from "./json.ts";

const WHOLE_NUMBER = /-?\d{16,}(?![\d.eE])/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

interface LeavingOut {
  readonly type: string;
  readonly leftOut: number;
}

/**
 * Reads a body by its parsed value. Where something was left out it is read once more with the digits of all numbers:
 * JSON.parse rounds whole numbers beyond 2^53, so ids of that size are no ids, and two may have become one.
 */
export function readExactly<Read extends LeavingOut>(
  text: string,
  read: (value: unknown) => Read | FeedFailure,
): Read | FeedFailure {
  const json = parseJson(text);
  if (json.type === "failed") return json;
  const answer = read(json.value);
  if ("leftOut" in answer && answer.leftOut === 0) return answer;
  const exact = withLongNumbersQuoted(text);
  const again = exact === null ? null : parseJson(exact);
  return again?.type === "json" ? read(again.value) : answer;
}

/** Puts whole numbers that JSON.parse would round in quotes; returns null where there are none. */
export function withLongNumbersQuoted(text: string): string | null {
  if (!/\d{16}/.test(text)) return null;
  const pieces: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfText(text, at);
    else if (isDigit(code) || code === 0x2d) {
      const number = numberAt(text, at);
      if (number !== null) {
        pieces.push(text.slice(from, at), `"${number}"`);
        from = at + number.length;
      }
      at += (number ?? digitsFrom(text, at)).length - 1;
    }
  }
  return pieces.length === 0 ? null : pieces.join("") + text.slice(from);
}

function numberAt(text: string, at: number): string | null {
  WHOLE_NUMBER.lastIndex = at;
  const number = WHOLE_NUMBER.exec(text)?.[0] ?? null;
  return number === null || Number.isSafeInteger(Number(number)) ? null : number;
}

/** The rest of a number that stays as it is. */
function digitsFrom(text: string, at: number): string {
  let end = at + 1;
  while (end < text.length && "0123456789.eE+-".includes(text.charAt(end))) end++;
  return text.slice(at, end);
}

function endOfText(text: string, at: number): number {
  for (let inside = at + 1; inside < text.length; inside++) {
    const code = text.charCodeAt(inside);
    if (code === QUOTE) return inside;
    if (code === BACKSLASH) inside++;
  }
  return text.length;
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}
