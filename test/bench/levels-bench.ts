import type { Columns } from "../../functions/core/columns.ts";
import { packFlags } from "../../functions/core/flags.ts";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import { PLAIN_TERM, ServiceLevels } from "../../functions/core/service-levels.ts";
import type { ServiceTerm } from "../../functions/core/service-terms.ts";
import { historyItem } from "../../functions/store/history-store.ts";
import { packLook, unpackLook } from "../../functions/store/packed-look.ts";
import { HistoryReader } from "../../functions/views/history.ts";
import { createRandom } from "../../local/city/random.ts";
import { readingCost } from "../doubles/tables/reading-cost.ts";
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
const SEQUENCE_NUMBER = `49${"7".repeat(54)}`;
/** As long as the name of a list of ids is. */
const LIST = `stations/${SINCE}-0123456789ab`;
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

/**
 * Measures a month of a large city, polled each minute, through the levels of three terms: from its packed looks on, as
 * a reader of history does. What reading the table costs is told beside it.
 */
export function benchLevels(): Result[] {
  const stationIds = Array.from({ length: STATIONS }, (_, station) => `station-${station}`);
  const kept = [...packedMonth(stationIds)];
  const { pages, units } = readingCost(kept.map(itemOf));
  const period = { since: SINCE, until: SINCE + DAYS * DAY_MINUTES * MINUTE_MS };
  const question = { period, gapMs: 30 * MINUTE_MS, timeZone: "Europe/Paris", terms: TERMS };
  const levels = new ServiceLevels({ ...question, roster: rosterOf(stationIds) });
  const reader = new HistoryReader();
  let violations = 0;
  const cpu = cpuMs(() => {
    for (const { at, bytes } of kept)
      levels.take(reader.read({ at, look: unpackLook(bytes, at), stationIds, problem: null }));
    for (const { stations } of levels.end(period.until)) {
      for (const { figures } of stations) violations += figures?.empty?.violations ?? 0;
    }
  });
  if (violations === 0) throw new Error("a month without a violation is no month of this city");
  const { maxRSS } = process.resourceUsage();
  const what = `levels of a month, ${STATIONS} stations each minute, three terms`;
  const read = `${pages} pages of a Query, ${units} read units, half of them where eventually consistent`;
  return [
    result(`${what} (${read}), CPU`, cpu / 1_000, "s", 2.5),
    result(`${what}, memory of the process`, maxRSS / 1_000, "MB", 400),
  ];
}

interface Kept {
  readonly at: number;
  readonly bytes: Uint8Array;
}

function itemOf({ at, bytes }: Kept) {
  const expiresAt = at + 400 * DAY_MINUTES * MINUTE_MS;
  return historyItem("a-city", { at, bytes, expiresAt, hasColumns: true, stationsItem: LIST });
}

/** Packs the looks as the detector does: whole at the first of each hour, and what has changed at the others. */
function* packedMonth(stationIds: readonly string[]): Generator<Kept> {
  const random = createRandom(1);
  let vehicles = stationIds.map(() => random.below(8));
  let docks = vehicles.map((count) => DOCKS - count);
  const present = stationIds.map(() => true);
  const flags = stationIds.map(() => IN_SERVICE);
  let before: { on: number; columns: Columns } | null = null;
  for (let minute = 0; minute < DAYS * DAY_MINUTES; minute++) {
    const changed = new Set<number>();
    [vehicles, docks] = [vehicles.slice(), docks.slice()];
    while (before !== null && changed.size < STATIONS * CHANGING) {
      const column = random.below(STATIONS);
      const count = Math.min(DOCKS, Math.max(0, (vehicles[column] ?? 0) + (random.below(2) === 0 ? -1 : 1)));
      vehicles[column] = count;
      docks[column] = DOCKS - count;
      changed.add(column);
    }
    const at = SINCE + minute * MINUTE_MS;
    const columns: Columns = { present, vehicles, docks, flags };
    const sight = { since: at, frozenSince: null, outside: null, stationIds, columns };
    const believed = { ...sight, changed: before && [...changed].sort((a, b) => a - b) };
    const said = { verdict: "observed", reason: null, ruleVersion: "0a1b2c3d", hole: null } as const;
    const past = { at, previousAt: before?.on ?? null, ...said, believed };
    yield { at, bytes: packLook({ past, base: minute % 60 === 0 ? null : before }, SEQUENCE_NUMBER) };
    before = { on: at, columns };
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
