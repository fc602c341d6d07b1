import {
  CLOSED_BY_OPERATOR,
  DISCONNECTED,
  INSTALLED,
  isFalse,
  RENTING,
  RETURNING,
} from "../../../functions/core/flags.ts";
import type { Rule, StationRuleName } from "./rules.ts";

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
  name: Exclude<StationRuleName, "missing">,
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
