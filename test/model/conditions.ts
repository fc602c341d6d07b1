import type { Rule } from "../../functions/core/rule.ts";
import type { StationRuleName } from "../../functions/core/station-rules.ts";
import type { Reading } from "./poll.ts";

/** Says why a station is out of service; null where it is in service. */
export function whyClosed(one: Reading): string | null {
  return whyClosedByFlags(one) ?? (one.vehicles === 0 && one.docks === 0 ? "no vehicle and no dock" : null);
}

export function whyClosedByFlags(one: Reading): string | null {
  if (one.isInstalled === false) return "not installed";
  if (one.isClosedByOperator) return "closed by the operator";
  if (one.isDisconnected) return "disconnected";
  if (one.isRenting === false && one.isReturning === false) return "neither renting nor returning";
  return null;
}

/** What a rule that counts says of a reading; `before` is what it said last, which counts between the two bounds. */
function isFew(count: number | null, rule: Rule, before: boolean): boolean | null {
  if (count === null) return null;
  if (count <= rule.atMost) return true;
  if (count >= rule.clearAt) return false;
  return before;
}

/** What the rules about one reading say; null is unknown. The rule `missing` is about readings that are not there. */
export function holds(
  name: Exclude<StationRuleName, "missing">,
  one: Reading,
  rule: Rule,
  before: boolean,
): boolean | null {
  const isClosed = whyClosed(one) !== null;
  switch (name) {
    case "closed":
      return isClosed;
    case "empty":
      return isClosed || one.isRenting === false ? false : isFew(one.vehicles, rule, before);
    case "full":
      return isClosed || one.isReturning === false ? false : isFew(one.docks, rule, before);
    case "few-ebikes":
      // A station without vehicles is the business of `empty`.
      if (isClosed || one.isRenting === false || one.vehicles === 0) return false;
      return isFew(one.ebikes, rule, before);
  }
}
