import { isOpenAt } from "../../functions/core/opening-hours.ts";
import type { LevelCondition, ServiceTerm } from "../../functions/core/service-terms.ts";

/** A second computation of service levels, from their description alone: it looks at every slice of time by itself. */

/** What one poll showed, with all its stations as plain objects. Times in milliseconds. */
export interface NaiveLook {
  readonly at: number;
  readonly kind: "seen" | "unreadable" | "retired" | "nothing";
  /** True where a look before this one is missing. */
  readonly isAfterHole: boolean;
  readonly since: number;
  readonly frozenSince: number | null;
  readonly stations: ReadonlyMap<string, NaiveStation>;
}

export interface NaiveStation {
  /** Null of an absent station. */
  readonly reading: {
    readonly isInstalled: boolean | null;
    readonly isRenting: boolean | null;
    readonly isReturning: boolean | null;
    readonly vehicles: number | null;
    readonly docks: number | null;
  } | null;
  readonly isOutside: boolean;
}

export interface NaiveQuestion {
  readonly since: number;
  readonly until: number;
  readonly asOf: number;
  readonly gapMs: number;
  readonly timeZone: string;
  readonly terms: readonly ServiceTerm[];
  readonly positions: ReadonlyMap<string, { readonly latitude: number; readonly longitude: number }>;
  /** Takes the newest look to hold on. */
  readonly isEndless?: boolean;
}

type Moment = "none" | "unknown" | "false" | "true";

/** Returns a line for each term, station and condition that was listed in the period, as linesOf writes levels. */
export function naiveLevels(looks: readonly NaiveLook[], question: NaiveQuestion): string[] {
  const { since, until, asOf, terms } = question;
  const slices = slicesOf(looks, question);
  const nearby = new Nearby(question.positions);
  // What is so for all stations at the beginning of each slice, and so in all of it.
  const facts = new Map(slices.map(([from]) => [from, factAt(looks, from, question)]));
  const end = knownUntil(looks);
  const atEnd = Number.isFinite(end) ? factAt(looks, end, { ...question, isEndless: true }) : null;
  const ids = new Set<string>();
  for (const [from, to] of slices) {
    if (from >= Math.min(until, asOf) || to <= since) continue;
    for (const id of facts.get(from)?.look?.stations.keys() ?? []) ids.add(id);
  }
  const lines: string[] = [];
  for (const term of terms) {
    for (const id of [...ids].sort()) {
      if (term.unless !== null && !question.positions.has(id)) {
        lines.push(`${term.name} ${id} has no position`);
        continue;
      }
      for (const condition of term.of) {
        const spent = { none: 0, unknown: 0, false: 0, true: 0 };
        const spells: [number, number][] = [];
        for (const [from, to] of slices) {
          const moment = momentIn(facts.get(from) as Fact, term, id, condition, nearby);
          spent[moment] += Math.max(0, Math.min(to, until, asOf) - Math.max(from, since));
          const last = spells.at(-1);
          if (moment !== "true") continue;
          if (last?.[1] === from) last[1] = to;
          else spells.push([from, to]);
        }
        const own = spells.filter(([from]) => from >= since && from < until);
        const isSo = atEnd !== null && momentIn(atEnd, term, id, condition, nearby) === "true";
        const afterMs = term.afterMs ?? Number.POSITIVE_INFINITY;
        const beyond = own.map(([from, to]) => to - from - afterMs).filter((ms) => ms > 0);
        const penalty = beyond.reduce(
          (sum, ms) => sum + (term.penalty?.hundredths ?? 0) * Math.ceil(ms / (term.penalty?.perMs ?? 1)),
          0,
        );
        const figures = {
          trueMs: spent.true,
          knownMs: spent.true + spent.false,
          timeMs: spent.true + spent.false + spent.unknown,
          spells: own.length,
          longestMs: Math.max(0, ...own.map(([from, to]) => to - from)),
          violations: beyond.length,
          penaltyHundredths: penalty,
          // It runs on where only the end of all looks ends it.
          running: own.filter(([, to]) => to === end && isSo).length,
        };
        lines.push(`${term.name} ${id} ${condition} ${JSON.stringify(figures)}`);
      }
    }
  }
  return lines;
}

/** All slices of time in which nothing can change, from the first beginning to the end of all. */
function slicesOf(
  looks: readonly NaiveLook[],
  { since, until, asOf, gapMs, terms, timeZone }: NaiveQuestion,
) {
  const moments = new Set<number>([since, until, asOf]);
  for (const { at, since: begin, frozenSince } of looks) {
    for (const moment of [at, begin, frozenSince ?? at]) moments.add(moment);
  }
  const first = Math.min(...looks.map((look) => look.since));
  const last = Math.max(asOf, ...looks.map(({ at }) => at));
  for (let minute = Math.floor(first / 60_000) * 60_000; minute <= last + gapMs; minute += 60_000) {
    const flips = terms.some(
      ({ hours }) =>
        hours !== null && isOpenAt(hours, minute, timeZone) !== isOpenAt(hours, minute - 60_000, timeZone),
    );
    if (flips) moments.add(minute);
  }
  const sorted = [...moments].filter((moment) => moment >= first && moment <= last).sort((a, b) => a - b);
  return sorted.slice(1).map((to, index) => [sorted[index] as number, to] as const);
}

function begins({ kind }: NaiveLook): boolean {
  return kind === "seen" || kind === "unreadable";
}

/** The look that holds at a moment, whatever is known of it: the newest that has begun. */
function inForce(looks: readonly NaiveLook[], moment: number): NaiveLook | undefined {
  return looks.findLast((look) => look.kind === "seen" && look.since <= moment);
}

/** When the newest observed look was, after which nothing is known; Infinity where the system was retired since. */
function knownUntil(looks: readonly NaiveLook[]): number {
  const last = looks.findLast((look) => begins(look) || look.kind === "retired");
  return last === undefined || last.kind === "retired" ? Number.POSITIVE_INFINITY : last.at;
}

function isKnown(
  looks: readonly NaiveLook[],
  moment: number,
  { gapMs, isEndless = false }: NaiveQuestion,
): boolean {
  const current = looks.findLast((look) => (begins(look) || look.kind === "retired") && look.since <= moment);
  if (current?.kind !== "seen" || (!isEndless && moment >= knownUntil(looks))) return false;
  for (const [index, look] of looks.entries()) {
    const nextSeen = looks.slice(index + 1).find((one) => one.kind === "seen");
    const nextEnd = looks.slice(index + 1).find((one) => begins(one) || one.kind === "retired");
    // A gap.
    if (look.kind === "seen" && nextEnd !== undefined && nextEnd.since - look.at > gapMs) {
      if (moment >= look.at && moment < nextEnd.since) return false;
    }
    // A hole, up to the next look that begins.
    if (looks[index + 1]?.isAfterHole === true) {
      if (moment >= look.at && moment < (nextSeen?.since ?? Number.POSITIVE_INFINITY)) return false;
    }
    // A frost, up to the first look that shows none.
    if (look.frozenSince !== null) {
      const thaw = looks.slice(index + 1).find((one) => one.kind === "seen" && one.frozenSince === null);
      if (moment >= look.frozenSince && moment < (thaw?.since ?? Number.POSITIVE_INFINITY)) return false;
    }
  }
  return true;
}

function plainly({ reading }: NaiveStation, condition: LevelCondition): boolean | null {
  if (reading === null) return null;
  const { isInstalled, isRenting, isReturning, vehicles, docks } = reading;
  const isClosed =
    isInstalled === false ||
    (isRenting === false && isReturning === false) ||
    (vehicles === 0 && docks === 0);
  if (condition === "closed") return isClosed;
  const [count, gives] = condition === "empty" ? [vehicles, isRenting] : [docks, isReturning];
  if (isClosed || gives === false) return false;
  return count === null ? null : count === 0;
}

/** What is so at one moment for all stations. */
interface Fact {
  readonly look: NaiveLook | undefined;
  readonly isKnown: boolean;
  /** By the text of the hours. */
  readonly isWithin: (hours: ServiceTerm["hours"]) => boolean;
}

function factAt(looks: readonly NaiveLook[], moment: number, question: NaiveQuestion): Fact {
  const within = new Map<ServiceTerm["hours"], boolean>();
  return {
    look: inForce(looks, moment),
    isKnown: isKnown(looks, moment, question),
    isWithin: (hours) => {
      const known =
        within.get(hours) ?? (hours === null || isOpenAt(hours, moment, question.timeZone) === true);
      within.set(hours, known);
      return known;
    },
  };
}

function momentIn(
  { look, isKnown: isAllKnown, isWithin }: Fact,
  { hours, unless }: ServiceTerm,
  id: string,
  condition: LevelCondition,
  nearby: Nearby,
): Moment {
  const station = look?.stations.get(id);
  if (look === undefined || station === undefined || station.isOutside) return "none";
  if (!isWithin(hours)) return "none";
  if (!isAllKnown) return "unknown";
  const own = plainly(station, condition);
  if (unless === null) return own === null ? "unknown" : own ? "true" : "false";
  let isHelped = false;
  for (const other of nearby.of(id, look.stations, unless)) {
    const neighbour = look.stations.get(other);
    if (neighbour === undefined || neighbour.isOutside || plainly(neighbour, "closed") === true) continue;
    const so = plainly(neighbour, condition);
    if (so === null) return "unknown";
    if (!so) isHelped = true;
  }
  if (own === null) return "unknown";
  return own && !isHelped ? "true" : "false";
}

/** Finds neighbours by measuring the way to every other station; remembered for as long as the list is the same. */
class Nearby {
  readonly #positions: NaiveQuestion["positions"];
  #list = "";
  #known = new Map<string, readonly string[]>();

  constructor(positions: NaiveQuestion["positions"]) {
    this.#positions = positions;
  }

  of(
    id: string,
    stations: ReadonlyMap<string, NaiveStation>,
    unless: NonNullable<ServiceTerm["unless"]>,
  ): readonly string[] {
    const list = [...stations.keys()].sort().join("\n");
    if (list !== this.#list) this.#known = new Map();
    this.#list = list;
    const key = `${JSON.stringify(unless)} ${id}`;
    const known = this.#known.get(key) ?? this.#measured(id, stations, unless);
    this.#known.set(key, known);
    return known;
  }

  #measured(
    id: string,
    stations: ReadonlyMap<string, NaiveStation>,
    unless: NonNullable<ServiceTerm["unless"]>,
  ): readonly string[] {
    const here = this.#positions.get(id);
    const others = [...stations.keys()].flatMap((other) => {
      const there = this.#positions.get(other);
      if (other === id || here === undefined || there === undefined) return [];
      const radians = Math.PI / 180;
      const north = (there.latitude - here.latitude) * radians;
      const middle = ((there.latitude + here.latitude) / 2) * radians;
      const east = (there.longitude - here.longitude) * radians * Math.cos(middle);
      return [{ other, meters: Math.round(Math.hypot(north, east) * 6_371_000) }];
    });
    others.sort((a, b) => a.meters - b.meters || (a.other < b.other ? -1 : 1));
    const near =
      unless === "nearest"
        ? others.slice(0, 1)
        : others.filter(({ meters }) => meters <= unless.withinMeters);
    return near.map(({ other }) => other);
  }
}
