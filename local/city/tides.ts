import type { Quarter } from "./plan.ts";

/** How many rides begin and end in each quarter; 1 is an average hour of the day. */
export interface Tide {
  readonly out: Readonly<Record<Quarter, number>>;
  readonly in: Readonly<Record<Quarter, number>>;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** The share of a quarter's rides that follows the tide; the rest goes both ways, as anywhere else. */
const TIDE_SHARE = 0.45;

// Rides by hour of the day, from midnight on.
const MORNING = [2, 1, 1, 1, 2, 8, 35, 110, 150, 85, 45, 42, 48, 46, 40, 40, 45, 52, 48, 36, 25, 18, 12, 6];
const EVENING = [8, 4, 2, 2, 2, 3, 10, 22, 34, 32, 34, 42, 52, 50, 48, 60, 95, 145, 130, 85, 55, 40, 30, 18];
const LEISURE_OUT = [
  10, 6, 4, 2, 1, 2, 5, 12, 25, 50, 78, 92, 90, 88, 92, 95, 88, 78, 66, 52, 40, 30, 24, 16,
];
const LEISURE_BACK = [
  16, 10, 6, 3, 2, 2, 3, 6, 12, 25, 45, 68, 84, 88, 90, 96, 100, 98, 84, 66, 48, 38, 32, 24,
];

/** City time is local time: Riverton lies on the meridian and has no summer time. Weekends are calmer. */
export function tideAt(cityTimeMs: number): Tide {
  const dayOfWeek = new Date(cityTimeMs).getUTCDay();
  const hour = (cityTimeMs % DAY_MS) / HOUR_MS;
  const morning = along(MORNING, hour);
  const evening = along(EVENING, hour);
  const out = along(LEISURE_OUT, hour);
  const back = along(LEISURE_BACK, hour);
  if (dayOfWeek === 0 || dayOfWeek === 6) {
    return {
      out: mixed({ home: out, office: (out + back) / 2, park: back, hub: (out + back) / 2 }),
      in: mixed({ home: back, office: (out + back) / 2, park: out, hub: (out + back) / 2 }),
    };
  }
  return {
    out: mixed({ home: morning, office: evening, park: back, hub: (2 * morning + evening) / 3 }),
    in: mixed({ home: evening, office: morning, park: out, hub: (morning + 2 * evening) / 3 }),
  };
}

function mixed(rides: Record<Quarter, number>): Record<Quarter, number> {
  const mean = (rides.home + rides.office + rides.park + rides.hub) / 4;
  const mix = (quarter: number) => (TIDE_SHARE * quarter + (1 - TIDE_SHARE) * mean) / 50;
  return {
    home: mix(rides.home),
    office: mix(rides.office),
    park: mix(rides.park),
    hub: 1.6 * mix(rides.hub),
  };
}

/** Interpolates between two hours, since a step in the tide would show. */
function along(byHour: readonly number[], hour: number): number {
  const from = Math.floor(hour);
  const here = byHour[from] ?? 0;
  const there = byHour[(from + 1) % byHour.length] ?? 0;
  return here + (there - here) * (hour - from);
}
