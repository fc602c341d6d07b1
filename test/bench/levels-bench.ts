import type { Columns } from "../../functions/core/columns.ts";
import { packFlags } from "../../functions/core/flags.ts";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import { PLAIN_TERM, ServiceLevels } from "../../functions/core/service-levels.ts";
import type { ServiceTerm } from "../../functions/core/service-terms.ts";
import { createRandom } from "../../local/city/random.ts";
import { type Result, result } from "./results.ts";

const STATIONS = 1_500;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MINUTES = 1_440;
const DAYS = 30;
const SINCE = Date.UTC(2026, 10, 1);
/** Which part of the stations changes from look to look. */
const CHANGING = 0.05;
const DOCKS = 20;
const IN_SERVICE = packFlags({ isInstalled: true, isRenting: true, isReturning: true });

/** The three kinds of terms of docs/levels.md. */
const TERMS: readonly ServiceTerm[] = [
  PLAIN_TERM,
  {
    ...PLAIN_TERM,
    name: "stations",
    of: ["empty", "full"],
    hours: parseOpeningHours("Mo-Fr 08:00-20:00"),
    afterMs: HOUR_MS,
    unless: "nearest",
    penalty: { hundredths: 5_000, perMs: HOUR_MS },
  },
  {
    ...PLAIN_TERM,
    name: "clusters",
    of: ["empty", "full"],
    hours: parseOpeningHours("06:00-22:00"),
    afterMs: 10 * MINUTE_MS,
    unless: { withinMeters: 300 },
    penalty: { hundredths: 100, perMs: MINUTE_MS },
  },
];

/** Measures a month of a large city, polled each minute, through the levels of three terms. */
export function benchLevels(): Result[] {
  const stationIds = Array.from({ length: STATIONS }, (_, station) => `station-${station}`);
  const roster = rosterOf(stationIds);
  const period = { since: SINCE, until: SINCE + DAYS * DAY_MINUTES * MINUTE_MS };
  const question = { period, gapMs: 30 * MINUTE_MS, roster, timeZone: "Europe/Paris", terms: TERMS };
  // What making the looks costs is taken off: a reader of history has that cost in its place.
  const madeMs = cpuMs(() => {
    for (const look of month(stationIds)) if (look.at < 0) throw new Error("never");
  });
  const levels = new ServiceLevels(question);
  let violations = 0;
  const allMs = cpuMs(() => {
    for (const look of month(stationIds)) levels.take(look);
    for (const { stations } of levels.end(period.until)) {
      for (const { figures } of stations) violations += figures?.empty?.violations ?? 0;
    }
  });
  if (violations === 0) throw new Error("a month without a violation is no month of this city");
  const { maxRSS } = process.resourceUsage();
  const what = `levels of a month, ${STATIONS} stations each minute, three terms`;
  return [
    result(`${what}, CPU`, (allMs - madeMs) / 1_000, "s", 2.5),
    result(`${what}, memory of the process`, maxRSS / 1_000, "MB", 400),
  ];
}

function* month(stationIds: readonly string[]): Generator<PastLook> {
  const random = createRandom(1);
  const vehicles = stationIds.map(() => random.below(8));
  const docks = vehicles.map((count) => DOCKS - count);
  const columns: Columns = {
    present: stationIds.map(() => true),
    vehicles,
    docks,
    flags: stationIds.map(() => IN_SERVICE),
  };
  let previousAt: number | null = null;
  for (let minute = 0; minute < DAYS * DAY_MINUTES; minute++) {
    const changed: number[] = [];
    while (minute > 0 && changed.length < STATIONS * CHANGING) {
      const column = random.below(STATIONS);
      const count = Math.min(DOCKS, Math.max(0, (vehicles[column] ?? 0) + (random.below(2) === 0 ? -1 : 1)));
      vehicles[column] = count;
      docks[column] = DOCKS - count;
      changed.push(column);
    }
    const at = SINCE + minute * MINUTE_MS;
    yield {
      at,
      previousAt,
      verdict: "observed",
      reason: null,
      ruleVersion: "bench",
      hole: null,
      believed: {
        since: at,
        frozenSince: null,
        outside: null,
        stationIds,
        columns,
        changed: previousAt === null ? null : changed,
      },
    };
    previousAt = at;
  }
}

/** A grid of stations, 250 m apart. */
function rosterOf(stationIds: readonly string[]): RosterIndex {
  const side = Math.ceil(Math.sqrt(STATIONS));
  return indexRoster({
    type: "roster",
    systemId: "bench",
    fetchedAt: SINCE,
    timeZone: "Europe/Paris",
    stations: stationIds.map((stationId, station) => ({
      stationId,
      name: stationId,
      address: null,
      capacity: DOCKS,
      latitude: 45 + Math.floor(station / side) * 0.00225,
      longitude: 4 + (station % side) * 0.0032,
    })),
  });
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}
