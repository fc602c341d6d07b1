/** Hours of which the model knows by heart what they mean: texts of OpenStreetMap, and minutes of the day they give. */
const OPEN_MINUTES: ReadonlyMap<string, readonly [from: number, to: number]> = new Map([
  ["08:30-20:00", [8 * 60 + 30, 20 * 60]],
  ["Mo-Su 00:00-09:00", [0, 9 * 60]],
  ["Mo-Su 10:15-24:00", [10 * 60 + 15, 24 * 60]],
  ["24/7", [0, 24 * 60]],
]);
export const HOURS_TEXTS = [...OPEN_MINUTES.keys()];

/** Hours ahead of UTC in the summer of 2026, in which all histories play. */
const AHEAD: ReadonlyMap<string, number> = new Map([
  ["UTC", 0],
  ["Europe/Paris", 2],
]);
export const ZONES = [...AHEAD.keys()];

/** The first and the last quarter of an hour count as closed. */
const MARGIN_MINUTES = 15;

/** What is known of a system's hours; null is unknown. */
export interface Hours {
  readonly text: string | null;
  readonly zone: string | null;
}

/** Is the system known to be closed to the public? */
export function isClosedAt({ text, zone }: Hours, at: number): boolean {
  if (text === null || zone === null || text === "24/7") return false;
  const [from, to] = OPEN_MINUTES.get(text) ?? [0, 0];
  const minute = (at / 60_000 + (AHEAD.get(zone) ?? 0) * 60) % (24 * 60);
  return minute < from + MARGIN_MINUTES || minute >= to - MARGIN_MINUTES;
}
