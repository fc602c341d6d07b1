/**
 * Texts come from feeds and from people: nothing in them may steer a terminal, turn its direction of writing or start
 * a new line.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu, " ");
}

/** At most so many code points, and no more of the text is looked at; `ending` shows that something was cut off. */
export function cut(text: string, pointsMax: number, ending = "…"): string {
  if (text.length <= pointsMax) return text;
  const points = [...text.slice(0, 2 * (pointsMax + 1))];
  return points.length <= pointsMax
    ? text
    : `${points.slice(0, pointsMax - ending.length).join("")}${ending}`;
}

/** The same by bytes of UTF-8, whole characters only. */
export function cutBytes(text: string, bytesMax: number, ending = "…"): string {
  if (Buffer.byteLength(text) <= bytesMax) return text;
  const room = new Uint8Array(bytesMax - Buffer.byteLength(ending));
  return text.slice(0, new TextEncoder().encodeInto(text, room).read) + ending;
}

const VALUE_POINTS_MAX = 60;

/**
 * A value as one sentence can say it, whatever its length and depth: texts in quotes and cut short, lists and objects
 * only named, since writing one out could exhaust the stack.
 */
export function quoted(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(cut(value, VALUE_POINTS_MAX)) : String(value);
}

const SENTENCE_CHARACTERS_MAX = 600;

/** A sentence that may repeat what somebody typed: on one line, and without its middle where it is too long. */
export function oneLine(sentence: string): string {
  const line = printable(sentence.trim());
  const half = SENTENCE_CHARACTERS_MAX / 2;
  return line.length <= SENTENCE_CHARACTERS_MAX ? line : `${line.slice(0, half)}…${line.slice(1 - half)}`;
}
