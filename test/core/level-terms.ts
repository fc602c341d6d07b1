import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { indexRoster } from "../../functions/core/roster.ts";
import { PLAIN_TERM } from "../../functions/core/service-levels.ts";
import type { ServiceTerm } from "../../functions/core/service-terms.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

export const GAP_MS = 30 * MINUTE_MS;
export const TIME_ZONE = "Europe/Paris";
/** Six in the morning in Paris, on the day before clocks are set back. */
export const START = Date.UTC(2026, 9, 24, 4);

/** Five stations in two rows; a sixth has no position. */
export const POSITIONS = new Map(
  [0, 1, 2, 3, 4].map((one) => [
    `s${one}`,
    { latitude: 45.75 + (one % 2) * 0.001, longitude: 4.85 + one * 0.0015 },
  ]),
);

export const ROSTER = indexRoster({
  type: "roster",
  systemId: "hill",
  fetchedAt: START,
  timeZone: TIME_ZONE,
  stations: [...POSITIONS].map(([stationId, place]) => ({
    stationId,
    name: stationId,
    address: null,
    capacity: null,
    ...place,
  })),
});

export const TERMS: readonly ServiceTerm[] = [
  PLAIN_TERM,
  {
    ...PLAIN_TERM,
    name: "nearest",
    of: ["empty", "full"],
    hours: parseOpeningHours("Mo-Su 06:30-22:17"),
    afterMs: 7 * MINUTE_MS,
    unless: "nearest",
    penalty: { hundredths: 5_000, perMs: HOUR_MS },
  },
  {
    ...PLAIN_TERM,
    name: "clusters",
    of: ["full", "closed"],
    hours: parseOpeningHours("22:00-02:30"),
    afterMs: 0,
    unless: { withinMeters: 200 },
    penalty: { hundredths: 10, perMs: MINUTE_MS },
  },
];
