import { quoted } from "../words/text.ts";

const UNITS_MS = { w: 604_800_000, d: 86_400_000, h: 3_600_000, m: 60_000, s: 1_000 } as const;

/** A duration as systems.json and the command write it: `90s`, `5m`, `1h30m`, `30d`, `1w`; the larger units first. */
export const DURATION_PATTERN =
  /^(?=\d)(?:(\d{1,6})w)?(?:(\d{1,6})d)?(?:(\d{1,6})h)?(?:(\d{1,6})m)?(?:(\d{1,6})s)?$/;

/** Returns the milliseconds of a written duration. Throws a RangeError when it does not match DURATION_PATTERN. */
export function durationMs(text: string): number {
  const [, ...amounts] = DURATION_PATTERN.exec(text) ?? [];
  if (amounts.length === 0) {
    const expected = "expected a number and s, m, h, d or w, such as 5m or 1h30m";
    throw new RangeError(`${quoted(text)} is not a duration: ${expected}`);
  }
  return Object.values(UNITS_MS).reduce(
    (sum, unitMs, index) => sum + Number(amounts[index] ?? 0) * unitMs,
    0,
  );
}
