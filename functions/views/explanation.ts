import type { FeedRule, Rule } from "../core/rule.ts";
import type { RuleBook, RuleName } from "../core/rules.ts";
import type { SystemState } from "../core/state.ts";
import type { AlertItem } from "../store/alert-item.ts";
import { type Cause, causesOfEnd, causesOfStart } from "./causes.ts";
import type { AlertEnd, LookOfAlert } from "./look-of-alert.ts";
import { type Standing, standingOf } from "./standing.ts";

/** Why an alert opened, and why it is over. Times are ISO 8601 in UTC. */
export interface Explanation {
  readonly alert: AlertItem;
  readonly rules: ExplainedRules;
  readonly start: ExplainedEnd;
  /** Null while the alert is open. */
  readonly end: ExplainedEnd | null;
  /** How it stands while it is open; null where it is over, or nobody knows. */
  readonly standing: Standing | null;
  readonly unknown: readonly Unknown[];
}

export interface ExplainedRules {
  readonly version: string;
  /** The rule as it applied; null where the rules of then are not kept. */
  readonly parameters: Rule | FeedRule | null;
  /** Whether the station had rules of its own. */
  readonly isOwn: boolean;
}

export interface ExplainedEnd extends AlertEnd {
  readonly because: readonly Cause[];
}

/** What nobody can know any more. `why` is a sentence where there is more to say. */
export interface Unknown {
  readonly type: "rules" | "past" | "holes" | "held" | "hours";
  readonly why: string | null;
}

/** What is known of an alert: its item, the rules of both ends (null where they are not kept), and the polls around. */
export interface Known {
  readonly alert: AlertItem;
  readonly opening: RuleBook | null;
  readonly ending: RuleBook | null;
  /** Around each end, in order. */
  readonly startLooks: readonly LookOfAlert[];
  readonly endLooks: readonly LookOfAlert[];
  /** The system's state; null where there is none that can be used. */
  readonly state: SystemState | null;
}

/** Explains an alert from what is kept of it. Pure. */
export function explain(known: Known): Explanation {
  const { alert, opening, ending, startLooks, endLooks } = known;
  const { startedAt, openedAt, endedAt, resolvedAt, stationId } = alert;
  const parameters = parametersOf(alert, opening);
  const own = stationId === undefined ? undefined : opening?.stations.get(stationId);
  const start = endOf(startLooks, startedAt, openedAt);
  const end = endedAt === undefined || resolvedAt === undefined ? null : endOf(endLooks, endedAt, resolvedAt);
  return {
    alert,
    rules: { version: alert.ruleVersion, parameters, isOwn: own !== undefined },
    start: { ...start, because: causesOfStart(alert, start, startLooks, parameters, opening) },
    end: end && {
      ...end,
      because: causesOfEnd(alert, end, endLooks, parametersOf(alert, ending), ending),
    },
    standing: alert.status === "open" ? standingOf(alert, known.state) : null,
    unknown: unknownOf(known, start, end),
  };
}

/** Returns the alert's rule as a book has it; null where the book is unknown or the rule off. */
export function parametersOf({ rule, stationId }: AlertItem, book: RuleBook | null): Rule | FeedRule | null {
  if (book === null) return null;
  const name = rule as RuleName;
  const scope = stationId === undefined ? book.feed : (book.stations.get(stationId) ?? book.rules);
  return (scope as Readonly<Record<string, Rule | FeedRule | null>>)[name] ?? null;
}

function endOf(looks: readonly LookOfAlert[], since: string, toldAt: string): AlertEnd {
  const isBelieved = ({ verdict }: LookOfAlert) => verdict === "observed";
  return {
    since,
    toldAt,
    before: looks.findLast((look) => look.at < since && isBelieved(look)) ?? null,
    first: looks.find(({ at }) => at === since) ?? null,
    told: looks.find(({ at }) => at === toldAt) ?? null,
    polls: looks.filter(({ at }) => at > since && at <= toldAt).length,
  };
}

function unknownOf(
  { opening, startLooks, endLooks }: Known,
  start: AlertEnd,
  end: AlertEnd | null,
): Unknown[] {
  const looks = [...startLooks, ...endLooks];
  const isPast = start.told === null || (end !== null && end.told === null);
  const holes = [...new Set(looks.flatMap(({ hole }) => hole ?? []))];
  const isUnknown = looks.some(({ verdict }) => verdict === "held" || verdict === "dropped");
  const hours = opening?.guards.openingHours;
  return [
    ...(opening === null ? [{ type: "rules" as const, why: null }] : []),
    ...(isPast ? [{ type: "past" as const, why: null }] : []),
    ...holes.map((why) => ({ type: "holes" as const, why })),
    ...(isUnknown ? [{ type: "held" as const, why: null }] : []),
    // Hours of systems.json are in the book of then; those of the feed are kept by nobody.
    ...(hours === null || (hours !== undefined && hours.hours !== null) ? [] : [HOURS]),
  ];
}

const HOURS: Unknown = { type: "hours", why: null };
