import { countsOf, type OutageKind, type Station } from "./docks.ts";
import type { Random } from "./random.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** How often each kind of outage happens to a station, and how long it lasts. */
const OUTAGES: { kind: OutageKind; perStationAndDay: number; minutesMin: number; minutesMax: number }[] = [
  { kind: "closed", perStationAndDay: 0.15, minutesMin: 20, minutesMax: 150 },
  { kind: "disconnected", perStationAndDay: 0.08, minutesMin: 5, minutesMax: 60 },
  { kind: "missing", perStationAndDay: 0.04, minutesMin: 8, minutesMax: 60 },
];

/** Begins and ends outages for one step. */
export function stepOutages(
  stations: readonly Station[],
  cityTimeMs: number,
  stepMs: number,
  random: Random,
): void {
  for (const station of stations) {
    if (station.outage !== null && station.outage.untilMs <= cityTimeMs) station.outage = null;
  }
  for (const { kind, perStationAndDay, minutesMin, minutesMax } of OUTAGES) {
    const begun = random.poisson((stations.length * perStationAndDay * stepMs) / DAY_MS);
    for (let index = 0; index < begun; index++) {
      const station = stations[random.below(stations.length)];
      const untilMs = cityTimeMs + random.between(minutesMin, minutesMax) * MINUTE_MS;
      if (station === undefined || station.outage !== null) continue;
      station.outage = { kind, untilMs, frozen: kind === "disconnected" ? countsOf(station) : null };
    }
  }
}
