import type { Columns, Counts, Outside } from "./columns.ts";
import {
  DOCKS_CONTRADICTED,
  DOCKS_NEGATIVE,
  FLAGS_MAX,
  isFalse,
  RENTING,
  RETURNING,
  VEHICLES_CONTRADICTED,
} from "./flags.ts";
import type { Readings, Snapshot } from "./observation.ts";
import type { FeedRule } from "./rule.ts";
import type { Guards } from "./rules.ts";
import { closedReason } from "./service.ts";
import type { HeldSnapshot, PublishedMark } from "./state.ts";

/** With fewer stations in service than this, nothing is concluded about docks. */
const DOCK_STATIONS_MIN = 10;
/** A mass change is believed after this many sightings, or after the time below. */
const SIGHTINGS_TO_CONFIRM = 3;
const CONFIRMED_AFTER_MS = 10 * 60_000;
/** When at least this many tenths of the stations in service have zero docks, the feed does not report docks. */
const UNREPORTED_TENTHS = 9;

const KNOWN_MS_DEFAULT = 30 * 60_000;

/** Returns the milliseconds after which what a look showed is no longer known to hold, also where no gap counts as one. */
export function knownForMs({ rebaselineAfterMs }: Guards): number {
  return rebaselineAfterMs ?? KNOWN_MS_DEFAULT;
}

/** Returns whether the last observation is too long ago to know when something changed. */
export function isGap(sinceLastMs: number, { rebaselineAfterMs }: Guards): boolean {
  return rebaselineAfterMs !== null && sinceLastMs > rebaselineAfterMs;
}

/**
 * Returns the mark after one more snapshot, and whether the snapshot is to be dropped: CDN nodes that are out of step
 * make a feed jump back and forward again. A snapshot published in the future sets no mark.
 */
export function passPublished(
  mark: PublishedMark,
  snapshot: Snapshot,
  dropOlderForMs: number | null,
): { mark: PublishedMark; isDropped: boolean } {
  const { publishedAt, fetchedAt } = snapshot;
  if (dropOlderForMs === null || publishedAt === null) return { mark, isDropped: false };
  if (mark.newestAt !== null && publishedAt < mark.newestAt) {
    const olderSince = mark.olderSince ?? fetchedAt;
    if (fetchedAt - olderSince < dropOlderForMs) {
      return { mark: { newestAt: mark.newestAt, olderSince }, isDropped: true };
    }
  }
  const newestAt = publishedAt <= fetchedAt ? publishedAt : mark.newestAt;
  return { mark: { newestAt, olderSince: null }, isDropped: false };
}

/** Returns the readings; counts that the guards do not believe become null, and negative docks none. */
export function believedCounts(stations: Readings, guards: Guards): Readings {
  const settled = withSettledDocks(stations, guards.contradictedDocks);
  const withDocks = guards.unreportedDocks ? withoutUnreportedDocks(settled) : settled;
  return guards.contradictedVehicles ? withoutContradictedVehicles(withDocks) : withDocks;
}

/**
 * An over-full station is full: it has no dock. Docks that are none in all and some by type are unknown. With the guard
 * off, counts stay as they are. The flags that say so are taken off, since states are older than they are.
 */
function withSettledDocks(stations: Readings, isGuarded: boolean): Readings {
  if (!stations.flags.some((bits) => bits > FLAGS_MAX)) return stations;
  const flags = stations.flags.map((bits) => bits & FLAGS_MAX);
  if (!isGuarded) return { ...stations, flags };
  const docks = stations.docks.map((count, index) => {
    const bits = stations.flags[index] ?? 0;
    if ((bits & DOCKS_CONTRADICTED) !== 0) return null;
    return (bits & DOCKS_NEGATIVE) !== 0 ? 0 : count;
  });
  return { ...stations, docks, flags };
}

function withoutContradictedVehicles(stations: Readings): Readings {
  const isContradicted = (flags: number | undefined) => ((flags ?? 0) & VEHICLES_CONTRADICTED) !== 0;
  if (!stations.flags.some(isContradicted)) return stations;
  const vehicles = stations.vehicles.map((count, index) =>
    isContradicted(stations.flags[index]) ? null : count,
  );
  return { ...stations, vehicles };
}

/** Returns the readings with docks unknown if the feed does not report docks: `full` would hold for ever. */
export function withoutUnreportedDocks(stations: Readings): Readings {
  const { docks, flags } = stations;
  let inService = 0;
  let withoutDock = 0;
  for (let index = 0; index < flags.length; index++) {
    // Judged by the flags alone: by its counts, a station with neither vehicle nor dock would be closed.
    if (closedReason(null, null, flags[index] ?? 0) !== null) continue;
    inService++;
    if (docks[index] === 0) withoutDock++;
  }
  if (inService < DOCK_STATIONS_MIN || withoutDock * 10 < inService * UNREPORTED_TENTHS) return stations;
  return { ...stations, docks: docks.map(() => null) };
}

/** How many stations are concerned, and of how many known ones. */
export interface Concerned {
  readonly stations: number;
  readonly known: number;
}

/** Returns whether enough stations are concerned for the rule's condition to hold. */
export function isMass({ stations, known }: Concerned, { share, atLeast }: FeedRule): boolean {
  return stations >= atLeast && stations > share * known;
}

export function shareText({ stations, known }: Concerned): string {
  return `${stations} of ${known} stations`;
}

/**
 * Counts the stations that change service, lose their last vehicle or dock, or vanish between two snapshots, without
 * those that are outside their hours.
 */
export function changesAtOnce(before: Columns, after: Columns, outside: Outside): Concerned {
  let known = 0;
  let stations = 0;
  for (let column = 0; column < before.present.length; column++) {
    if (before.present[column] !== true || outside?.[column] === true) continue;
    known++;
    if (isConcerned(before, after, column)) stations++;
  }
  return { stations, known };
}

function isConcerned(before: Columns, after: Columns, column: number): boolean {
  if (after.present[column] !== true) return true;
  if (runsOut(before.vehicles, after.vehicles, column) || runsOut(before.docks, after.docks, column))
    return true;
  // A shortcut for nearly every station: same flags, and vehicles left in both snapshots, mean the same service.
  const sameFlags = before.flags[column] === after.flags[column];
  if (sameFlags && before.vehicles[column] !== 0 && after.vehicles[column] !== 0) return false;
  return serviceOf(before, column) !== serviceOf(after, column);
}

function serviceOf({ vehicles, docks, flags }: Columns, column: number): number {
  const bits = flags[column] ?? 0;
  if (closedReason(vehicles[column] ?? null, docks[column] ?? null, bits) !== null) return 0;
  return (isFalse(bits, RENTING) ? 0 : 1) + (isFalse(bits, RETURNING) ? 0 : 2);
}

function runsOut(before: Counts, after: Counts, column: number): boolean {
  // From unknown to zero counts too: a feed that reported no docks may suddenly report zero at many stations.
  return after[column] === 0 && before[column] !== 0;
}

/** Returns the hold after one more sighting; the hold starts again when another mass change comes. */
export function holdOn(
  held: HeldSnapshot | null,
  columns: Columns,
  at: number,
  rule: FeedRule,
  outside: Outside,
): HeldSnapshot {
  const goesOn =
    held !== null &&
    (held.columns === columns || !isMass(changesAtOnce(held.columns, columns, outside), rule));
  if (!goesOn) return { since: at, sightings: 1, columns };
  return { since: held.since, sightings: held.sightings + 1, columns };
}

export function isConfirmed(held: HeldSnapshot, at: number): boolean {
  return held.sightings >= SIGHTINGS_TO_CONFIRM || at - held.since >= CONFIRMED_AFTER_MS;
}

/** Returns whether presence, vehicles, docks and flags of every station of one list of ids are as before. */
export function isSame(before: Columns, after: Columns): boolean {
  if (before === after) return true;
  for (let column = 0; column < after.present.length; column++) {
    if (
      before.vehicles[column] !== after.vehicles[column] ||
      before.docks[column] !== after.docks[column] ||
      before.flags[column] !== after.flags[column] ||
      before.present[column] !== after.present[column]
    ) {
      return false;
    }
  }
  return true;
}
