/** What a text is as JSON, read to where it stops being JSON. */
export interface Scan {
  /** Where the first fault is that cannot be repaired; the text's length where it ends too early, null for none. */
  readonly faultAt: number | null;
  /** Faults of single values, in the order of the text. */
  readonly repairs: readonly Repair[];
}

/** A piece of text that is no JSON, and what it is read as. */
interface Repair {
  readonly at: number;
  readonly length: number;
  readonly text: string;
}

/** So many repairs are made at most: a body that has more is no feed, and each takes memory. */
const REPAIRS_MAX = 10_000;
const LITERAL = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![\w.])/y;
/** Numbers that are none, as Python, C and JavaScript write them. */
const NON_NUMBER = /-?(?:nan|inf(?:inity)?)(?!\w)|undefined(?!\w)/iy;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** What the text must go on with. */
type Next = "value" | "value or end" | "name" | "name or end" | "colon" | "comma or end";

/**
 * Scans a text that JSON.parse refuses. Repairs what spoils a single value: NaN and the like, a value that is missing,
 * a control character or a bad escape in a text, a comma before a bracket. Runs without recursion, whatever the depth.
 */
export function scanJson(text: string): Scan {
  const repairs: Repair[] = [];
  const open: ("{" | "[")[] = [];
  let next = "value" as Next;
  let commaAt = 0;
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const close = (character: string) => {
    const isOwn = open.at(-1) === (character === "}" ? "{" : "[");
    if (isOwn) open.pop();
    return isOwn;
  };
  for (;;) {
    while (" \t\r\n".includes(text.charAt(at)) && at < text.length) at++;
    const character = text.charAt(at);
    if (repairs.length > REPAIRS_MAX) return { faultAt: at, repairs: [] };
    if (character === "")
      return { faultAt: open.length === 0 && next === "comma or end" ? null : at, repairs };
    if (next === "comma or end") {
      if (character === "," && open.length > 0) {
        commaAt = at;
        next = open.at(-1) === "{" ? "name" : "value";
      } else if (!("}]".includes(character) && close(character))) return { faultAt: at, repairs };
      at++;
    } else if (next === "colon") {
      if (character !== ":") return { faultAt: at, repairs };
      next = "value";
      at++;
    } else if ("}]".includes(character)) {
      const isEnd = next === "value or end" || next === "name or end";
      const isBehindComma = !isEnd && (next === "name" || open.at(-1) === "[");
      if (isBehindComma) repairs.push({ at: commaAt, length: 1, text: " " });
      else if (!isEnd) repairs.push({ at, length: 0, text: "null" });
      if (!close(character)) return { faultAt: at, repairs };
      next = "comma or end";
      at++;
    } else if (character === '"') {
      const end = endOfText(text, at, repairs);
      if (end === null) return { faultAt: text.length, repairs };
      at = end;
      next = next === "name" || next === "name or end" ? "colon" : "comma or end";
    } else if (next === "name" || next === "name or end") return { faultAt: at, repairs };
    else if (character === "{" || character === "[") {
      open.push(character);
      next = character === "{" ? "name or end" : "value or end";
      at++;
    } else if (character === "," && next === "value" && open.length > 0) {
      repairs.push({ at, length: 0, text: "null" });
      next = "comma or end";
    } else {
      const literal = taken(LITERAL, text, at);
      const none = literal === null ? taken(NON_NUMBER, text, at) : null;
      if (literal === null && none === null) return { faultAt: at, repairs };
      if (none !== null) repairs.push({ at, length: none.length, text: "null" });
      at += (literal ?? none ?? "").length;
      next = "comma or end";
    }
  }
}

/** Returns where the text in quotes that begins at `at` has ended, or too much was to be repaired; null when it does not. */
function endOfText(text: string, at: number, repairs: Repair[]): number | null {
  for (let inside = at + 1; inside < text.length; inside++) {
    const code = text.charCodeAt(inside);
    if (code === 0x22 || repairs.length > REPAIRS_MAX) return inside + 1;
    if (code < 0x20) repairs.push({ at: inside, length: 1, text: " " });
    if (code !== 0x5c) continue;
    const written = taken(ESCAPE, text, inside);
    if (written === null) repairs.push({ at: inside, length: 1, text: "" });
    else inside += written.length - 1;
  }
  return null;
}

function taken(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

/** Returns the text with the repairs made. */
export function repaired(text: string, repairs: readonly Repair[]): string {
  const pieces: string[] = [];
  let from = 0;
  for (const { at, length, text: instead } of repairs) {
    pieces.push(text.slice(from, at), instead);
    from = at + length;
  }
  return pieces.join("") + text.slice(from);
}
