/** Most texts: nothing in them needs a second look. */
const PLAIN = /^[ -~\u00A1-\u00AC\u00AE-\u02FF]*$/;
/** What controls a terminal or begins a new line: C0, DEL, C1 and the separators of lines. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}]+/gu;
/** Choose the form of a character, or join two: part of some texts, and a hiding place in all others. */
const SHAPING = String.raw`\u200C\u200D\uFE00-\uFE0F\u{E0100}-\u{E01EF}`;
/** What nobody sees: marks that turn the direction of writing, zero-width characters, tags, fillers. */
const INVISIBLE = new RegExp(
  String.raw`(?![${SHAPING}])[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFB]`,
  "gu",
);
/** Where they shape something: the look of an emoji or a Han character, an emoji of several, letters without case. */
const SHAPES = [
  String.raw`(?<=[\p{Extended_Pictographic}\p{Script=Han}\d#*])[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]`,
  String.raw`(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\uFE0F])\u200D(?=\p{Extended_Pictographic})`,
  String.raw`(?<=[\p{Lo}\p{M}])[\u200C\u200D](?=\p{Lo})`,
].join("|");
const SHAPING_NOTHING = new RegExp(`(?=[${SHAPING}])(?!${SHAPES}).`, "gu");
const UNSAFE = [CONTROLS, INVISIBLE, SHAPING_NOTHING];

/**
 * Makes a text of a feed, of people or of a command line safe to show, on one line: puts a space for characters that
 * could control a terminal or begin a new line, removes what is invisible, and puts � for half a character.
 */
export function printable(text: string): string {
  if (PLAIN.test(text)) return text;
  return text
    .replace(/\p{Surrogate}/gu, "\uFFFD")
    .replace(CONTROLS, " ")
    .replace(INVISIBLE, "")
    .replace(SHAPING_NOTHING, "");
}

/** Cuts a text to at most `pointsMax` code points, without reading the rest; `ending` marks the cut. */
export function cut(text: string, pointsMax: number, ending = "…"): string {
  if (text.length <= pointsMax) return text;
  const points = [...text.slice(0, 2 * (pointsMax + 1))];
  return points.length <= pointsMax
    ? text
    : `${points.slice(0, pointsMax - ending.length).join("")}${ending}`;
}

/** Cuts a text to at most `bytesMax` bytes of UTF-8, between characters. */
export function cutBytes(text: string, bytesMax: number, ending = "…"): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  const room = new Uint8Array(bytesMax - Buffer.byteLength(ending));
  return text.slice(0, new TextEncoder().encodeInto(text, room).read) + ending;
}

const VALUE_POINTS_MAX = 60;

/**
 * Returns any value in a form that fits a sentence: texts quoted and cut, lists and objects only named, since writing
 * out a deeply nested one could exhaust the stack.
 */
export function quoted(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? inQuotes(value, VALUE_POINTS_MAX) : String(value);
}

/** Returns a value as JSON for a terminal: what could control it or is invisible stands there by its number. */
export function shownJson(value: unknown, indent = 0): string {
  return JSON.stringify(value, null, indent).split("\n").map(escaped).join("\n");
}

/** Returns a text in quotes, cut to at most `pointsMax` code points; what cannot be shown stands there by its number. */
export function inQuotes(text: string, pointsMax: number, ending = "…"): string {
  return escaped(JSON.stringify(cut(text, pointsMax, ending)));
}

function escaped(json: string): string {
  return UNSAFE.reduce((text, unsafe) => text.replace(unsafe, numbersOf), json);
}

/** Returns a text as it is, on one line: what could control a terminal or is invisible stands there by its number. */
export function shownText(text: string): string {
  return escaped(text.replace(/\p{Surrogate}/gu, numbersOf));
}

function numbersOf(unsafe: string): string {
  const units = Array.from({ length: unsafe.length }, (_, at) => unsafe.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}

const SENTENCE_CHARACTERS_MAX = 600;

/** Puts a sentence, which may repeat what somebody typed, on one line, and cuts its middle where it is too long. */
export function oneLine(sentence: string): string {
  const line = printable(sentence.trim());
  const half = SENTENCE_CHARACTERS_MAX / 2;
  return line.length <= SENTENCE_CHARACTERS_MAX ? line : `${line.slice(0, half)}…${line.slice(1 - half)}`;
}
