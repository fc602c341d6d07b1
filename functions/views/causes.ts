import type { FeedRule, Rule } from "../core/rule.ts";
import type { RuleBook } from "../core/rules.ts";
import type { AlertItem } from "../store/alert-item.ts";
import type { AlertEnd, LookOfAlert } from "./look-of-alert.ts";

/** Why an alert opened, or ended, at that poll and with these marks. */
export type Cause =
  /** It was so when it was first known. */
  | { readonly type: "baseline"; readonly why: "first-poll" | "rules" | "returned" | "station" | "unknown" }
  /** Nothing had been seen for a time as long as a gap. */
  | { readonly type: "gap"; readonly seenBeforeAt: string | null; readonly longerThanMs: number | null }
  /** It came with a mass change, and waited to be confirmed. */
  | { readonly type: "held"; readonly sightings: number; readonly reason: string | null }
  /** `for`, or `keepFor`, had to pass; null where the rules of then are not kept. */
  | { readonly type: "delay"; readonly delayMs: number | null }
  /** Polls that showed nothing of it came in between. */
  | { readonly type: "unseen"; readonly polls: Unseen }
  /** One alert about the whole system told of it until then. */
  | { readonly type: "system-closed" }
  /** The alert was taken back. */
  | { readonly type: "withdrawn"; readonly why: "system" | "rule" | "station" | "unknown" }
  /** What was known of the system was lost, and it began anew. */
  | { readonly type: "lost" }
  /** It ended by other rules than those that opened it. */
  | { readonly type: "other-rules"; readonly version: string };

/** Polls that say nothing of a station, by what became of them. */
export interface Unseen {
  readonly failed: number;
  readonly held: number;
  readonly dropped: number;
  readonly outside: number;
  readonly frozen: number;
}

export function causesOfStart(
  alert: AlertItem,
  end: AlertEnd,
  looks: readonly LookOfAlert[],
  parameters: Rule | FeedRule | null,
  book: RuleBook | null,
): Cause[] {
  const { baseline, afterGap } = alert;
  const causes: Cause[] = [];
  if (baseline) causes.push({ type: "baseline", why: whyBaseline(alert, end, looks) });
  if (afterGap === true) causes.push(gapBefore(end, book));
  const held = heldAt(end, looks);
  if (held !== null) causes.push(held);
  // What is a baseline has waited for nothing, however long `for` is.
  else if (!baseline) causes.push(...delayed(end, parameters?.forMs ?? null));
  const waits = causes.at(-1)?.type === "delay";
  const isSeen = looks.some((look) => isBetween(look, end) && isJudged(look));
  // Only this keeps a station that is seen closed from being told.
  if (alert.rule === "closed" && held === null && !waits && isSeen) causes.push({ type: "system-closed" });
  return [...causes, ...unseenBetween(end, looks, held !== null)];
}

export function causesOfEnd(
  alert: AlertItem,
  end: AlertEnd,
  looks: readonly LookOfAlert[],
  parameters: Rule | FeedRule | null,
  book: RuleBook | null,
): Cause[] {
  const { endReason, endUncertain, ruleVersion } = alert;
  const causes: Cause[] = [];
  const by = end.told?.ruleVersion ?? null;
  if (by !== null && by !== ruleVersion) causes.push({ type: "other-rules", version: by });
  if (endReason === "withdrawn") {
    const why = whyWithdrawn(alert, end, parameters, book);
    return [...causes, { type: "withdrawn", why }];
  }
  if (endUncertain === true) {
    const gapMs = book?.guards.rebaselineAfterMs ?? null;
    const seenAt = end.before === null ? null : Date.parse(end.before.at);
    const isGap = seenAt === null || gapMs === null || Date.parse(end.toldAt) - seenAt > gapMs;
    causes.push(isGap ? gapBefore(end, book) : { type: "lost" });
  }
  const held = heldAt(end, looks);
  if (held !== null) causes.push(held);
  else if (endUncertain !== true) causes.push(...delayed(end, parameters?.keepForMs ?? null));
  return [...causes, ...unseenBetween(end, looks, held !== null)];
}

function whyBaseline(
  { stationId }: AlertItem,
  { before, told, since }: AlertEnd,
  looks: readonly LookOfAlert[],
) {
  if (told === null) return "unknown";
  if (told.previousAt === null) return "first-poll";
  const last = looks.findLast(({ at }) => at < since);
  if (last?.verdict === "retired") return "returned";
  if (before === null) return "unknown";
  if (stationId !== undefined && before.observed === null) return "station";
  // The version is that of all systems' rules: it may have changed for others.
  return before.ruleVersion === told.ruleVersion ? "unknown" : "rules";
}

function whyWithdrawn(
  { stationId }: AlertItem,
  { told }: AlertEnd,
  parameters: Rule | FeedRule | null,
  book: RuleBook | null,
) {
  if (told?.verdict === "retired") return "system";
  if (book !== null && parameters === null) return "rule";
  return stationId !== undefined && told !== null && told.observed === null ? "station" : "unknown";
}

function gapBefore({ before }: AlertEnd, book: RuleBook | null): Cause {
  return {
    type: "gap",
    seenBeforeAt: before?.at ?? null,
    longerThanMs: book?.guards.rebaselineAfterMs ?? null,
  };
}

/** The look that told it reaches back to the first sighting of the mass change that it confirmed. */
function heldAt(end: AlertEnd, looks: readonly LookOfAlert[]): Cause | null {
  const { told, first, since, toldAt } = end;
  if (told === null || told.since !== since) return null;
  const sightings = looks.filter(
    ({ at, verdict }) => verdict === "held" && at >= since && at < toldAt,
  ).length;
  return { type: "held", sightings: sightings + 1, reason: first?.reason ?? null };
}

function delayed({ since, toldAt }: AlertEnd, delayMs: number | null): Cause[] {
  return since === toldAt || delayMs === 0 ? [] : [{ type: "delay", delayMs }];
}

/** The sightings of a mass change are told as such. */
function unseenBetween({ since, toldAt }: AlertEnd, looks: readonly LookOfAlert[], isHeld: boolean): Cause[] {
  const all = unseenAmong(looks, since, toldAt);
  const polls = isHeld ? { ...all, held: 0 } : all;
  return Object.values(polls).some((count) => count > 0) ? [{ type: "unseen", polls }] : [];
}

/** Counts the polls after one time and before another, both ISO 8601, that say nothing of the station. */
export function unseenAmong(looks: readonly LookOfAlert[], after: string, before: string): Unseen {
  const between = looks.filter(({ at }) => at > after && at < before);
  const count = (fits: (look: LookOfAlert) => boolean) => between.filter(fits).length;
  return {
    failed: count(({ verdict }) => verdict === "failed" || verdict === "unmatched"),
    held: count(({ verdict }) => verdict === "held"),
    dropped: count(({ verdict }) => verdict === "dropped"),
    outside: count(({ isOutside }) => isOutside),
    frozen: count(({ frozenSince }) => frozenSince !== null),
  };
}

function isBetween({ at }: LookOfAlert, { since, toldAt }: AlertEnd): boolean {
  return at > since && at < toldAt;
}

function isJudged({ verdict, isOutside, frozenSince }: LookOfAlert): boolean {
  return verdict === "observed" && !isOutside && frozenSince === null;
}
