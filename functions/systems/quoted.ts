const CHARACTERS_MAX = 60;

/**
 * A value as one sentence can say it, whatever its length and depth: texts in quotes and cut short, lists and objects
 * only named, since writing one out could exhaust the stack.
 */
export function quoted(value: unknown): string {
  if (value === undefined) return "missing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return typeof value === "string" ? JSON.stringify(clipped(value)) : String(value);
}

/** At most so many code points, and no more of the text is looked at. */
function clipped(text: string): string {
  const points = [...text.slice(0, 2 * (CHARACTERS_MAX + 1))];
  return points.length > CHARACTERS_MAX ? `${points.slice(0, CHARACTERS_MAX - 1).join("")}…` : text;
}
