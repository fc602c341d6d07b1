import { isFalse, RENTING, RETURNING, VEHICLES_CONTRADICTED } from "../../../functions/core/flags.ts";
import { isOpenAt } from "../../../functions/core/opening-hours.ts";
import type { RosterIndex } from "../../../functions/core/roster.ts";
import type { Columns } from "./columns.ts";
import { closedReason } from "./conditions.ts";
import type { Observation, Snapshot } from "./observation.ts";
import type { FeedRule, Guards } from "./rules.ts";
import type { HeldSnapshot, PublishedMark } from "./state.ts";

/** Of fewer stations in service nothing is concluded about docks. */
const DOCK_STATIONS_MIN = 10;
/** A mass change is believed after so many sightings, or after so long. */
const SIGHTINGS_TO_CONFIRM = 3;
const CONFIRMED_AFTER_MS = 10 * 60_000;
/** When so many of ten stations in service report no dock, the feed does not report docks. */
const UNREPORTED_TENTHS = 9;

/** Systems open and close a little early or late, and bodies are served a little old. */
const HOURS_MARGIN_MS = 15 * 60_000;

/** Is the system known to be closed to the public about this time? */
export function isOutsideHours(guards: Guards, roster: RosterIndex | null, at: number): boolean {
  if (guards.openingHours === null) return false;
  const hours = guards.openingHours.hours ?? roster?.openingHours ?? null;
  const timeZone = guards.openingHours.timeZone ?? roster?.roster.timeZone ?? null;
  return [at - HOURS_MARGIN_MS, at, at + HOURS_MARGIN_MS].some((time) => {
    return isOpenAt(hours, time, timeZone) === false;
  });
}

/** Was it too long since the last observation to know when something changed? */
export function isGap(sinceLastMs: number, { rebaselineAfterMs }: Guards): boolean {
  return rebaselineAfterMs !== null && sinceLastMs > rebaselineAfterMs;
}

/**
 * The mark after one more snapshot, and whether the snapshot is to be dropped: nodes of a CDN that are out of
 * step take a feed back and forward again. One that lies in the future sets no mark.
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

/** The stations as far as the guards believe their counts. */
export function believedCounts(stations: readonly Observation[], guards: Guards): readonly Observation[] {
  const withDocks = guards.unreportedDocks ? withoutUnreportedDocks(stations) : stations;
  return guards.contradictedVehicles ? withoutContradictedVehicles(withDocks) : withDocks;
}

function withoutContradictedVehicles(stations: readonly Observation[]): readonly Observation[] {
  const isContradicted = ({ flags }: Observation) => (flags & VEHICLES_CONTRADICTED) !== 0;
  if (!stations.some(isContradicted)) return stations;
  return stations.map((one) => (isContradicted(one) ? { ...one, vehiclesAvailable: null } : one));
}

/** The stations with their docks unknown, if the feed does not report docks: `full` would be true for ever. */
export function withoutUnreportedDocks(stations: readonly Observation[]): readonly Observation[] {
  let inService = 0;
  let withoutDock = 0;
  for (const { docksAvailable, flags } of stations) {
    // By the flags alone: a station without vehicle and dock would count as closed.
    if (closedReason(null, null, flags) !== null) continue;
    inService++;
    if (docksAvailable === 0) withoutDock++;
  }
  if (inService < DOCK_STATIONS_MIN || withoutDock * 10 < inService * UNREPORTED_TENTHS) return stations;
  return stations.map((station) => ({ ...station, docksAvailable: null }));
}

/** How many of the known stations are concerned. */
export interface Concerned {
  readonly stations: number;
  readonly known: number;
}

/** Are so many concerned that the rule's condition holds? */
export function isMass({ stations, known }: Concerned, { share, atLeast }: FeedRule): boolean {
  return stations >= atLeast && stations > share * known;
}

/** How many stations change service, lose their last vehicle or dock, or vanish, from one snapshot to the next. */
export function changesAtOnce(before: Columns, after: Columns): Concerned {
  let known = 0;
  let stations = 0;
  for (let column = 0; column < before.present.length; column++) {
    if (before.present[column] !== true) continue;
    known++;
    if (isConcerned(before, after, column)) stations++;
  }
  return { stations, known };
}

function isConcerned(before: Columns, after: Columns, column: number): boolean {
  if (after.present[column] !== true) return true;
  if (runsOut(before.vehicles, after.vehicles, column) || runsOut(before.docks, after.docks, column))
    return true;
  // Nearly every station keeps its flags and has something left: then it is in the same service.
  const sameFlags = before.flags[column] === after.flags[column];
  if (sameFlags && before.vehicles[column] !== 0 && after.vehicles[column] !== 0) return false;
  return serviceOf(before, column) !== serviceOf(after, column);
}

function serviceOf({ vehicles, docks, flags }: Columns, column: number): number {
  const bits = flags[column] ?? 0;
  if (closedReason(vehicles[column] ?? null, docks[column] ?? null, bits) !== null) return 0;
  return (isFalse(bits, RENTING) ? 0 : 1) + (isFalse(bits, RETURNING) ? 0 : 2);
}

function runsOut(
  before: readonly (number | null)[],
  after: readonly (number | null)[],
  column: number,
): boolean {
  // Also from unknown: docks that nobody reported, and that then are none at many stations.
  return after[column] === 0 && before[column] !== 0;
}

/** The hold after one more sighting; it begins anew where the mass changes again. */
export function holdOn(
  held: HeldSnapshot | null,
  columns: Columns,
  at: number,
  rule: FeedRule,
): HeldSnapshot {
  const goesOn =
    held !== null && (held.columns === columns || !isMass(changesAtOnce(held.columns, columns), rule));
  if (!goesOn) return { since: at, sightings: 1, columns };
  return { since: held.since, sightings: held.sightings + 1, columns };
}

export function isConfirmed(held: HeldSnapshot, at: number): boolean {
  return held.sightings >= SIGHTINGS_TO_CONFIRM || at - held.since >= CONFIRMED_AFTER_MS;
}

/** Does every station stand exactly as before? */
export function isSame(before: Columns, after: Columns): boolean {
  if (before === after) return true;
  if (before.present.length !== after.present.length) return false;
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
