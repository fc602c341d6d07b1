import { quoted } from "../words/text.ts";

const UNIT_MS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A duration as systems.json writes it: `90s`, `5m`, `2h`, `30d`. */
export const DURATION_PATTERN = /^(\d{1,6})([smhd])$/;

/** Returns the milliseconds of a written duration. Throws a RangeError when it does not match DURATION_PATTERN. */
export function durationMs(text: string): number {
  const [, amount, unit] = DURATION_PATTERN.exec(text) ?? [];
  const unitMs = unit === undefined ? undefined : UNIT_MS[unit];
  if (amount === undefined || unitMs === undefined) {
    throw new RangeError(`${quoted(text)} is not a duration: expected a number and s, m, h or d, such as 5m`);
  }
  return Number(amount) * unitMs;
}
