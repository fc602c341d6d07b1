import type { FoldContext } from "../../functions/core/context.ts";
import type { Effect } from "../../functions/core/effects.ts";
import { fold } from "../../functions/core/fold.ts";
import type { RuleBook, RuleName } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import type { CityWindow } from "../../functions/core/windows.ts";
import type { AlertEvent } from "../../functions/words/event-lines.ts";
import type { Tape } from "../../local/tape/read.ts";
import { tapePoller } from "./polls.ts";

export interface ReplayedEvent extends AlertEvent {
  readonly rule: RuleName;
}

export interface Replayed {
  readonly systemId: string;
  /** In order of time; an alert that opened as a baseline has only its `resolved`. */
  readonly events: readonly ReplayedEvent[];
  /** The finished windows in order of time; the tape's last window is never finished. */
  readonly windows: readonly CityWindow[];
  readonly polls: number;
  readonly failedPolls: number;
  /** Fetch times of the first and the last poll, in milliseconds; null where there was none. */
  readonly from: number | null;
  readonly to: number | null;
  /** Number of alerts still open at the end. */
  readonly stillOpen: number;
  /** Returns station names by id; they are read only when this is called. */
  readonly names: () => ReadonlyMap<string, string>;
}

/**
 * Folds a whole tape in memory with the detector's own core. `onResponse` is called after each response. Throws a
 * TapeError for a tape that cannot be read.
 */
export async function replayTape(
  tape: Tape,
  ruleBook: RuleBook,
  onResponse: () => void = () => undefined,
): Promise<Replayed> {
  const { system } = tape.head;
  const poller = tapePoller(system);
  const events: ReplayedEvent[] = [];
  const windows: CityWindow[] = [];
  let state: SystemState = NEW_SYSTEM;
  let polls = 0;
  let failedPolls = 0;
  let from: number | null = null;
  let opened = 0;
  let resolved = 0;
  for await (const response of tape.responses()) {
    const outcome = poller.poll(response);
    onResponse();
    if (outcome === null) continue;
    polls++;
    from ??= outcome.fetchedAt;
    const folded = fold(state, outcome, contextOf(ruleBook, outcome.fetchedAt));
    if (folded.verdict === "failed") failedPolls++;
    state = folded.state;
    for (const effect of folded.effects) {
      if (effect.type === "open") opened++;
      if (effect.type === "resolve") resolved++;
      if (effect.type === "window") windows.push(effect.window);
      const event = eventOf(effect);
      if (event !== null) events.push(event);
    }
  }
  return {
    systemId: system.systemId,
    events,
    windows,
    polls,
    failedPolls,
    from,
    to: state.markAt,
    stillOpen: opened - resolved,
    names: poller.names,
  };
}

/** Nothing is stored, so retentions are 0; without a roster the fold looks for no alternatives. */
function contextOf(ruleBook: RuleBook, arrivedAt: number): FoldContext {
  return { ruleBook, arrivedAt, alertRetentionMs: 0, windowRetentionMs: 0, roster: null };
}

function eventOf(effect: Effect): ReplayedEvent | null {
  if (effect.type === "open" && !effect.baseline) {
    return { stationId: effect.stationId, rule: effect.rule, event: "opened", at: effect.openedAt };
  }
  if (effect.type !== "resolve") return null;
  const { stationId, rule, resolution } = effect;
  return { stationId, rule, event: "resolved", at: resolution.resolvedAt };
}
