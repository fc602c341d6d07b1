import { isAscii, isUtf8 } from "node:buffer";
import { quoted } from "../words/text.ts";

/** The text of a body, and where its headers are wrong about it, each in half a sentence. */
export interface Decoded {
  readonly text: string;
  readonly notes: readonly string[];
}

const CHARSET = /;\s*charset\s*=\s*["']?([^\s;"',]{1,40})/i;
const UTF_8: ReadonlySet<string> = new Set(["utf-8", "utf8", "utf-8-sig", "utf8mb4", "us-ascii", "ascii"]);

/**
 * Reads the text of a body: UTF-8, as JSON is, where its bytes are that; else by the charset of its Content-Type; else
 * UTF-8 with U+FFFD for what is none. UTF-16 is known by its byte order mark or by its zeros.
 */
export function textOf(body: Buffer, contentType: string | undefined, notes: readonly string[]): Decoded {
  const named = CHARSET.exec(contentType ?? "")?.[1]?.toLowerCase() ?? null;
  const wide = wideCharset(body);
  if (wide !== null) return { text: decode(body, wide) ?? "", notes: [...notes, `it is written in ${wide}`] };
  if (isUtf8(body)) {
    const isOdd = named !== null && !UTF_8.has(named) && !isAscii(body);
    const odd = isOdd ? [`it says charset ${quoted(named)}, and is UTF-8`] : [];
    return { text: body.toString("utf8"), notes: [...notes, ...odd] };
  }
  if (named === null || UTF_8.has(named)) {
    const odd = "it is not valid UTF-8, and says no other charset: what cannot be read becomes \ufffd";
    return { text: body.toString("utf8"), notes: [...notes, odd] };
  }
  const text = decode(body, named);
  if (text !== null) return { text, notes: [...notes, `it is written in ${named}, and GBFS asks for UTF-8`] };
  const odd = `it is not valid UTF-8, and its charset ${quoted(named)} is not known: what cannot be read becomes \ufffd`;
  return { text: body.toString("utf8"), notes: [...notes, odd] };
}

/** Returns the kind of UTF-16 that a body is in, by its first two characters, of which JSON's are ASCII. */
function wideCharset(body: Buffer): "utf-16le" | "utf-16be" | null {
  const [first = 1, second = 1] = body;
  if (body.length < 2) return null;
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  if (first === 0 && second !== 0) return "utf-16be";
  return first !== 0 && second === 0 ? "utf-16le" : null;
}

/** Returns null for a charset that this runtime does not know. */
function decode(body: Buffer, charset: string): string | null {
  try {
    return new TextDecoder(charset).decode(body);
  } catch {
    return null;
  }
}
