import { nearestAlternatives } from "./alternatives.ts";
import { countsIn } from "./columns.ts";
import type { FoldContext } from "./context.ts";
import { alertIdOf, type OpenAlert, type ResolveAlert } from "./effects.ts";
import type { FeedRuleName } from "./feed-rules.ts";
import { type Episode, isHolding, isOpen, type RuleState } from "./lifecycle.ts";
import type { Observed } from "./measures.ts";
import { marked, type ServiceTimes, servedIn } from "./service-times.ts";
import type { SystemState } from "./state.ts";
import { type StationRuleName, stationRuleOf } from "./station-rules.ts";

/** A rule's state before and after a poll; exactly one of the two is an open alert. */
export type Change = StationChange | FeedChange;

interface StationChange {
  readonly rule: StationRuleName;
  readonly column: number;
  readonly before: RuleState;
  readonly after: RuleState;
  /** Since when it has been so. */
  readonly since: number;
  /** True when the station was unobserved for so long that the time of the change is unknown; absent means false. */
  readonly afterGap?: boolean;
}

interface FeedChange {
  readonly rule: FeedRuleName;
  readonly column: null;
  readonly before: RuleState;
  readonly after: RuleState;
  /** Since when it has been so. */
  readonly since: number;
  readonly afterGap?: boolean;
  /** One sentence that says why, for the alert. */
  readonly reason: string | null;
}

/**
 * Returns the effects of all changes of the poll at `at`. Counts come from `state`, which is the state after it; `times`
 * are the service times at that poll; where no alert about a station can open, nobody needs them.
 */
export function effectsOf(
  changes: readonly Change[],
  state: SystemState,
  at: number,
  context: FoldContext,
  times: ServiceTimes | null = null,
): (OpenAlert | ResolveAlert)[] {
  if (changes.length === 0) return [];
  const scene = { state, at, emptyInSystem: emptyIn(state), times, context };
  const effects: (OpenAlert | ResolveAlert)[] = [];
  for (const change of changes) {
    const { before, after } = change;
    if (isOpen(before)) effects.push(resolving(change, before, scene));
    else if (isOpen(after)) effects.push(opening(change, after, scene));
  }
  return effects;
}

/** Returns how many stations of the system are empty. */
export function emptyIn({ rules }: SystemState): number {
  return rules.empty?.filter(isHolding).length ?? 0;
}

/** What all changes of one poll share. */
interface Scene {
  readonly state: SystemState;
  readonly at: number;
  readonly emptyInSystem: number;
  readonly times: ServiceTimes | null;
  readonly context: FoldContext;
}

function opening(change: Change, episode: Episode, scene: Scene): OpenAlert {
  const { state, at, emptyInSystem, context } = scene;
  const { startedAt, baseline, afterGap } = episode;
  const { column } = change;
  return {
    type: "open",
    ...subjectOf(change, startedAt, state, context),
    baseline,
    afterGap,
    openedAt: at,
    observed: observedIn(state, column),
    reason: column === null ? change.reason : reasonOf(change.rule, column, scene),
    emptyInSystem,
    alternatives:
      change.column === null || context.roster === null
        ? []
        : nearestAlternatives(
            state.stationIds[change.column] ?? "",
            stationRuleOf(change.rule),
            state,
            context.roster,
          ),
    ruleVersion: context.ruleBook.version,
    resolution: null,
  };
}

function resolving(change: Change, episode: Episode, scene: Scene): ResolveAlert {
  const { state, at, emptyInSystem, context } = scene;
  const withdrawn = change.after.phase === "unseen";
  const isAfterGap = change.afterGap === true;
  return {
    type: "resolve",
    ...subjectOf(change, episode.startedAt, state, context),
    baseline: episode.baseline,
    resolution: {
      endedAt: episode.endedAt ?? change.since,
      resolvedAt: at,
      observed: observedIn(state, change.column),
      emptyInSystem,
      endReason: withdrawn ? "withdrawn" : null,
      endUncertain: isAfterGap && !withdrawn && episode.endedAt === null,
      expiresAt: context.arrivedAt + context.alertRetentionMs,
    },
  };
}

function subjectOf({ rule, column }: Change, startedAt: number, state: SystemState, context: FoldContext) {
  const stationId = column === null ? null : (state.stationIds[column] ?? "");
  const station = stationId === null ? undefined : context.roster?.byId.get(stationId);
  return {
    alertId: alertIdOf(startedAt, stationId, rule),
    stationId,
    rule,
    startedAt,
    stationName: station?.name ?? stationId,
    address: station?.address ?? null,
  };
}

function observedIn({ columns }: SystemState, column: number | null): Observed {
  return column === null ? { vehicles: null, docks: null } : countsIn(columns, column);
}

/** Where it is unknown whether the station is open at all, the reason says so. */
function reasonOf(rule: StationRuleName, column: number, { state, times }: Scene): string | null {
  const row = stationRuleOf(rule);
  const reason = row.counts === null ? row.reason(state.columns, column) : null;
  return reason === null || times === null ? reason : marked(reason, servedIn(times, column));
}
