import { CLOSED_BY_OPERATOR, DISCONNECTED, INSTALLED, isFalse, RENTING, RETURNING } from "./flags.ts";

export const STATION_RULES = ["empty", "full", "closed"] as const;
export type RuleName = (typeof STATION_RULES)[number];

/** A rule with all its parameters known. Durations in milliseconds. */
export interface Rule {
  /** The condition becomes true at this count or below (`empty`: vehicles, `full`: docks). */
  readonly atMost: number;
  /** It becomes false at this count or above; greater than atMost. */
  readonly clearAt: number;
  /** It must have been true for so long before the alert opens. */
  readonly forMs: number;
  /** It must have been false for so long before the alert is resolved. */
  readonly keepForMs: number;
}

/** The rules of a station; a rule that is switched off is null. */
export type StationRules = Readonly<Record<RuleName, Rule | null>>;

/** The rules of a system, and which version of the configuration they come from. */
export interface RuleBook {
  readonly version: string;
  readonly rules: StationRules;
  /** Stations with rules of their own, by station id. */
  readonly stations: ReadonlyMap<string, StationRules>;
}

const AT_ONCE: Rule = { atMost: 0, clearAt: 1, forMs: 0, keepForMs: 0 };

/** Every rule at zero, nothing waited for: the yardstick that recordings are compared by. */
export const PLAIN_RULES: RuleBook = {
  version: "plain",
  rules: { empty: AT_ONCE, full: AT_ONCE, closed: AT_ONCE },
  stations: new Map(),
};

/** Why a station is out of service. */
export type ClosedReason =
  | "not installed"
  | "neither renting nor returning"
  | "closed by the operator"
  | "disconnected"
  | "no vehicle and no dock";

/** Null when the station is in service; never unknown. */
export function closedReason(
  vehicles: number | null,
  docks: number | null,
  flags: number,
): ClosedReason | null {
  if (isFalse(flags, INSTALLED)) return "not installed";
  if ((flags & CLOSED_BY_OPERATOR) !== 0) return "closed by the operator";
  if ((flags & DISCONNECTED) !== 0) return "disconnected";
  if (isFalse(flags, RENTING) && isFalse(flags, RETURNING)) return "neither renting nor returning";
  if (vehicles === 0 && docks === 0) return "no vehicle and no dock";
  return null;
}

/**
 * Does the rule's condition hold for one observation? Null is unknown. `held` says whether it held so far:
 * between atMost and clearAt it stays as it was.
 */
export function conditionHolds(
  name: RuleName,
  rule: Rule,
  vehicles: number | null,
  docks: number | null,
  flags: number,
  held: boolean,
): boolean | null {
  const closed = closedReason(vehicles, docks, flags) !== null;
  if (name === "closed") return closed;
  if (closed || isFalse(flags, name === "empty" ? RENTING : RETURNING)) return false;
  const count = name === "empty" ? vehicles : docks;
  if (count === null) return null;
  return held ? count < rule.clearAt : count <= rule.atMost;
}
