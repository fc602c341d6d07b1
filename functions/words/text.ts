/**
 * Puts a space for characters that could control a terminal or start a new line, and removes the invisible marks that
 * change the direction of writing: texts come from feeds and from people.
 */
export function printable(text: string): string {
  return text.replace(/\p{Bidi_Control}+/gu, "").replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
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
  return typeof value === "string" ? JSON.stringify(cut(value, VALUE_POINTS_MAX)) : String(value);
}

const SENTENCE_CHARACTERS_MAX = 600;

/** Puts a sentence, which may repeat what somebody typed, on one line, and cuts its middle where it is too long. */
export function oneLine(sentence: string): string {
  const line = printable(sentence.trim());
  const half = SENTENCE_CHARACTERS_MAX / 2;
  return line.length <= SENTENCE_CHARACTERS_MAX ? line : `${line.slice(0, half)}…${line.slice(1 - half)}`;
}
