import type { Columns, Outside } from "./columns.ts";
import { RENTING, RETURNING, type ServiceFlag } from "./flags.ts";
import type { Measure } from "./measures.ts";
import type { Rule, RuleWords } from "./rule.ts";
import { closedReason } from "./service.ts";

/**
 * A rule about one station is a row. The fold, the saved state, systems.json, alerts and their words all iterate over
 * the rows, so a new rule is a new row at the end.
 */
export type StationRule = CountingRule | JudgingRule;

interface Row {
  readonly name: string;
  /** The rule's number in the saved state: a new rule gets the next number, and a number is never used again. */
  readonly number: number;
  /** The settings where systems.json gives none. */
  readonly builtIn: Rule;
  /** Is the rule on where systems.json does not name it? */
  readonly isOnUnasked: boolean;
  /** Is it one of the plain rules, with a threshold of zero and no delays? */
  readonly isPlain: boolean;
  /** Are absent stations judged too? */
  readonly judgesAbsent: boolean;
  /** What a rider who is turned away there needs: a neighbour that has it can help. */
  readonly helps: Measure;
  /** The service that the rider needs: where this flag is false, no counting rule holds and no neighbour helps. */
  readonly needs: ServiceFlag;
  /** The help text that editors show in systems.json. */
  readonly description: string;
  readonly words: RuleWords;
}

/** A rule whose condition is a low count, by `atMost` and `clearAt`. */
export interface CountingRule extends Row {
  readonly counts: Measure;
  /** Where this measure is zero, the condition is false: another rule tells of that station. */
  readonly leaves: Measure | null;
}

/** A rule with a condition of its own, without thresholds. */
export interface JudgingRule extends Row {
  readonly counts: null;
  /** Returns whether the condition holds at the column's station; null is unknown. */
  readonly holds: (sight: Sight, column: number) => boolean | null;
  /** Returns why the condition holds: a part of a sentence, for the alert. */
  readonly reason: (columns: Columns, column: number) => string | null;
  /** Returns since when the condition has been kept back where this look ends that; null: it holds since the look. */
  readonly since?: (sight: Sight) => number | null;
}

/** What a believed poll shows of the stations. */
export interface Sight {
  readonly columns: Columns;
  /** Which stations are out of service. */
  readonly closed: readonly boolean[];
  /** When each absent station became absent, by column; stations that have left for good are not in it. */
  readonly absentSince: ReadonlyMap<number, number>;
  /** The stations that are not judged, since they are outside their hours. */
  readonly outside: Outside;
  /** True while so many stations are absent that one alert about the feed tells of all. */
  readonly isShrunk: boolean;
  /** True while so many stations are closed that one alert about the system tells of all. */
  readonly isSystemClosed: boolean;
  /** When that began, if this look ends it; milliseconds since the epoch, otherwise null. */
  readonly systemClosedSince: number | null;
}

/** A threshold of zero, and no delays. */
export const AT_ONCE: Rule = { atMost: 0, clearAt: 1, forMs: 0, keepForMs: 0 };

const ROWS = [
  {
    name: "empty",
    number: 1,
    counts: "vehicles",
    leaves: null,
    judgesAbsent: false,
    builtIn: AT_ONCE,
    isOnUnasked: true,
    isPlain: true,
    helps: "vehicles",
    needs: RENTING,
    description: "Too few vehicles. false: off.",
    words: {
      opened: "empty",
      resolved: "no longer empty",
      inSystem: "empty in the city",
      listed: "those that are empty, by their system's rules",
    },
  },
  {
    name: "full",
    number: 2,
    counts: "docks",
    leaves: null,
    judgesAbsent: false,
    builtIn: AT_ONCE,
    isOnUnasked: true,
    isPlain: true,
    helps: "docks",
    needs: RETURNING,
    description: "Too few docks. false: off.",
    words: { opened: "full", resolved: "no longer full", listed: "those that are full" },
  },
  {
    name: "closed",
    number: 3,
    counts: null,
    // Null while one alert about the system tells of all that close: those that have an alert keep it.
    holds: ({ closed, isSystemClosed }: Sight, column: number) =>
      closed[column] === true ? (isSystemClosed ? null : true) : false,
    since: ({ systemClosedSince }: Sight) => systemClosedSince,
    judgesAbsent: false,
    reason: ({ vehicles, docks, flags }: Columns, column: number) =>
      closedReason(vehicles[column] ?? null, docks[column] ?? null, flags[column] ?? 0),
    builtIn: AT_ONCE,
    isOnUnasked: true,
    isPlain: true,
    helps: "vehicles",
    needs: RENTING,
    description: "Out of service. false: off.",
    words: { opened: "closed", resolved: "open again", listed: "those that are out of service" },
  },
  {
    name: "missing",
    number: 4,
    counts: null,
    // Null for a station that has left for good, and while one alert about the feed tells of all.
    holds: ({ columns, absentSince, isShrunk }: Sight, column: number) =>
      columns.present[column] === true ? false : absentSince.has(column) && !isShrunk ? true : null,
    judgesAbsent: true,
    reason: () => "absent from the feed",
    builtIn: { ...AT_ONCE, forMs: 3_600_000 },
    isOnUnasked: true,
    isPlain: false,
    helps: "vehicles",
    needs: RENTING,
    description: "Absent from the feed; `for` is an hour where absent. false: off.",
    words: { opened: "missing", resolved: "back in feed" },
  },
  {
    name: "few-ebikes",
    number: 5,
    counts: "ebikes",
    leaves: "vehicles",
    judgesAbsent: false,
    builtIn: { ...AT_ONCE, atMost: 1, clearAt: 2 },
    isOnUnasked: false,
    isPlain: false,
    helps: "ebikes",
    needs: RENTING,
    description: "Too few e-bikes where there are vehicles; off where absent. false: off.",
    words: { opened: "few e-bikes", resolved: "few e-bikes ended", listed: "those that have few e-bikes" },
  },
] as const satisfies readonly StationRule[];

export type StationRuleName = (typeof ROWS)[number]["name"];

/** The rules that have thresholds. */
export type CountingRuleName = Extract<(typeof ROWS)[number], { readonly counts: Measure }>["name"];

/** Every rule about a station, in the order of their numbers. */
export const STATION_RULES: readonly (StationRule & { readonly name: StationRuleName })[] = ROWS;

const rows = new Map(STATION_RULES.map((row) => [row.name, row]));

export function stationRuleOf(name: StationRuleName): StationRule {
  const row = rows.get(name);
  if (row === undefined) throw new RangeError(`there is no rule ${name}`);
  return row;
}
