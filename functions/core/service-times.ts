import { type Columns, columnIndex, type Outside } from "./columns.ts";
import type { FoldContext } from "./context.ts";
import { isOpenAt, type OpeningHours } from "./opening-hours.ts";
import type { RosterIndex } from "./roster.ts";
import type { ConfiguredHours } from "./rules.ts";

/** Whether riders are served: `unknown` is judged as open, and said where an alert opens. */
export type Served = "open" | "closed" | "unknown";

/** Whether the system serves riders at one time, and its stations that have hours of their own, by column. */
export interface ServiceTimes {
  readonly system: Served;
  readonly own: ReadonlyMap<number, Served>;
}

export const HOURS_UNKNOWN = "whether it should be open is unknown";
/** Closed hours start this much early and end this much late: systems are not punctual, and bodies a little old. */
const MARGIN_MS = 15 * 60_000;

/** Returns who is served around `at`. Hours of a station go before those of the system, the system's configured or not. */
export function serviceTimes(
  stationIds: readonly string[],
  at: number,
  { roster, ruleBook }: Pick<FoldContext, "roster" | "ruleBook">,
): ServiceTimes {
  const configured = ruleBook.guards.openingHours;
  if (configured === null) return { system: "open", own: new Map() };
  const timeZone = configured.timeZone ?? roster?.roster.timeZone ?? null;
  const system = servedBy(hoursOfSystem(configured, roster), at, timeZone);
  const own = new Map<number, Served>();
  if (roster === null || roster.ownHours.size === 0) return { system, own };
  const columns = columnIndex(stationIds);
  const known = new Map<OpeningHours | null, Served>();
  for (const [stationId, hours] of roster.ownHours) {
    const column = columns.get(stationId);
    if (column === undefined) continue;
    const served = known.get(hours) ?? servedBy(hours, at, timeZone);
    known.set(hours, served);
    own.set(column, served);
  }
  return { system, own };
}

/** Undefined where nobody gives hours, null where they are not understood. */
function hoursOfSystem({ hours }: ConfiguredHours, roster: RosterIndex | null) {
  if (hours !== null) return hours;
  return roster?.roster.openingHours === undefined ? undefined : roster.openingHours;
}

/** Without hours, it is always open. */
function servedBy(hours: OpeningHours | null | undefined, at: number, timeZone: string | null): Served {
  if (hours === undefined) return "open";
  const around = [at - MARGIN_MS, at, at + MARGIN_MS].map((time) => isOpenAt(hours, time, timeZone));
  if (around.includes(false)) return "closed";
  return around.includes(null) ? "unknown" : "open";
}

export function servedIn({ system, own }: ServiceTimes, column: number): Served {
  return own.get(column) ?? system;
}

/** Marks the reason of an alert that opens while nobody knows whether it should be open, as on what may be a holiday. */
export function marked(reason: string, served: Served): string {
  return served === "unknown" ? `${reason}; ${HOURS_UNKNOWN}` : reason;
}

export function outsideColumns(times: ServiceTimes, stations: number): Outside {
  if (times.own.size === 0) return null;
  return Array.from({ length: stations }, (_, column) => servedIn(times, column) === "closed");
}

/** A system is outside its hours when each station is that the look shows. */
export function isAllOutside({ system }: ServiceTimes, outside: Outside, { present }: Columns): boolean {
  if (outside === null || !present.includes(true)) return system === "closed";
  return present.every((isPresent, column) => !isPresent || outside[column] === true);
}
