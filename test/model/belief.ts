import type { FeedRule } from "../../functions/core/rule.ts";
import type { Guards } from "../../functions/core/rules.ts";
import { whyClosed, whyClosedByFlags } from "./conditions.ts";
import type { Reading } from "./poll.ts";

/** Readings by station id. A station that is not in it is absent. */
export type Look = ReadonlyMap<string, Reading>;

const DOCK_STATIONS_MIN = 10;
const SIGHTINGS_TO_CONFIRM = 3;
const CONFIRMED_AFTER_MS = 10 * 60_000;

/** Turns a feed's list into a look: the last of two readings with one id counts, and what guards doubt is unknown. */
export function lookOf(readings: readonly Reading[], guards: Guards): Look {
  const look = new Map<string, Reading>();
  for (const one of readings) look.set(one.stationId, one);
  for (const [id, one] of look) look.set(id, settled(one, guards.contradictedDocks));
  for (const [id, one] of look) {
    if (guards.contradictedVehicles && one.isContradicted) look.set(id, { ...one, vehicles: null });
  }
  if (guards.unreportedDocks && isWithoutDocks(look)) {
    for (const [id, one] of look) look.set(id, { ...one, docks: null });
  }
  return look;
}

/** Docks that the feed contradicts are unknown, and an over-full station has none. */
function settled(one: Reading, isGuarded: boolean): Reading {
  const docks = one.docksAre === "contradicted" ? null : one.docksAre === "negative" ? 0 : one.docks;
  return { ...one, docks: isGuarded ? docks : one.docks, docksAre: null };
}

/**
 * Do nine in ten of the stations in service report no dock? Flags alone tell which are in service: by its counts, one
 * with neither vehicle nor dock would not be.
 */
function isWithoutDocks(look: Look): boolean {
  const open = [...look.values()].filter((one) => whyClosedByFlags(one) === null);
  const without = open.filter(({ docks }) => docks === 0);
  return open.length >= DOCK_STATIONS_MIN && without.length * 10 >= open.length * 9;
}

/** Docks are unknown where the roster says that there are none to count. */
export function withoutDocks(look: Look, dockless: ReadonlySet<string>): Look {
  return new Map([...look].map(([id, one]) => [id, dockless.has(id) ? { ...one, docks: null } : one]));
}

/** How many of the stations that were there, and are within their hours, change service, run out or vanish at once. */
export function changedAtOnce(
  before: Look,
  after: Look,
  isInside: (stationId: string) => boolean,
): { stations: number; known: number } {
  const concerned = [...before.values()].filter(({ stationId }) => isInside(stationId));
  const changed = concerned.filter((was) => isConcerned(was, after.get(was.stationId)));
  return { stations: changed.length, known: concerned.length };
}

export function isMass({ stations, known }: { stations: number; known: number }, rule: FeedRule): boolean {
  return stations > rule.share * known && stations >= rule.atLeast;
}

function isConcerned(was: Reading, is: Reading | undefined): boolean {
  if (is === undefined || serviceOf(was) !== serviceOf(is)) return true;
  // From unknown to none counts too: a feed that reported no docks may suddenly report zero.
  return (is.vehicles === 0 && was.vehicles !== 0) || (is.docks === 0 && was.docks !== 0);
}

function serviceOf(one: Reading): string {
  if (whyClosed(one) !== null) return "none";
  return `${one.isRenting === false ? "" : "rents"} ${one.isReturning === false ? "" : "takes back"}`;
}

/** Are presence, vehicles, docks and flags of every station the same? E-bikes tell nothing about a feed. */
export function isSameLook(a: Look, b: Look): boolean {
  return a.size === b.size && [...a.values()].every((one) => isSameReading(one, b.get(one.stationId)));
}

function isSameReading(a: Reading, b: Reading | undefined): boolean {
  if (b === undefined) return false;
  const names = Object.keys(a) as (keyof Reading)[];
  return names.every((name) => name === "ebikes" || a[name] === b[name]);
}

/** A look that changes too much at once to be believed. */
export interface Hold {
  readonly since: number;
  readonly sightings: number;
  readonly look: Look;
}

/** Returns the hold after one more sighting of a look that changes too much; it begins anew with another mass change. */
export function held(
  hold: Hold | null,
  look: Look,
  at: number,
  rule: FeedRule,
  isInside: (stationId: string) => boolean,
): Hold {
  const isAnother = hold === null || isMass(changedAtOnce(hold.look, look, isInside), rule);
  if (isAnother) return { since: at, sightings: 1, look };
  return { since: hold.since, sightings: hold.sightings + 1, look };
}

export function isConfirmed({ since, sightings }: Hold, at: number): boolean {
  return sightings >= SIGHTINGS_TO_CONFIRM || at - since >= CONFIRMED_AFTER_MS;
}

/** Remembers the newest time of publication, by which older snapshots are dropped. */
export class Publication {
  #newestAt: number | null = null;
  /** When the first of the older snapshots came, of which none was believed since. */
  #olderSince: number | null = null;

  get isOutOfOrder(): boolean {
    return this.#olderSince !== null;
  }

  /** Takes a snapshot in and says whether it is dropped. */
  isOlder(publishedAt: number | null, at: number, dropOlderForMs: number | null): boolean {
    if (publishedAt === null || dropOlderForMs === null) return false;
    if (this.#newestAt !== null && publishedAt < this.#newestAt) {
      this.#olderSince ??= at;
      if (at - this.#olderSince < dropOlderForMs) return true;
    }
    this.#olderSince = null;
    if (publishedAt <= at) this.#newestAt = publishedAt;
    return false;
  }
}
