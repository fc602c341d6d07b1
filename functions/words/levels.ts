import type { ServiceTermSettings } from "../systems/configuration.ts";

/** Returns what a term says: `empty or full for longer than 60m within Mo-Fr 08:00-20:00, unless …: 50 per 1h`. */
export function termWords({ of, hours, after, unless, charge, per }: ServiceTermSettings): string {
  const parts = [of.join(" or ")];
  if (after !== undefined) parts.push(`for longer than ${after}`);
  if (hours !== undefined) parts.push(`within ${hours}`);
  const helper = typeof unless === "object" ? `a station within ${unless.within}` : "the nearest station";
  if (unless !== undefined) parts.push(`unless ${helper} could have helped`);
  const cost = charge === undefined ? "" : `: ${charge} for each started ${per}`;
  return `${parts.join(" ")}${cost}`;
}

/** Returns hundredths as `12.34`; a share of no time as nothing. */
export function hundredths(value: number | null): string {
  return value === null ? "" : (value / 100).toFixed(2);
}
