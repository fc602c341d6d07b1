import type { FoldContext } from "../../functions/core/context.ts";
import type { Effect } from "../../functions/core/effects.ts";
import { fold } from "../../functions/core/fold.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import type { RuleBook, RuleName } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import type { CityWindow } from "../../functions/core/windows.ts";
import type { AlertEvent } from "../../functions/words/event-lines.ts";
import type { Tape } from "../../local/tape/read.ts";
import { pollTape } from "./polls.ts";

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
  /** Station names by id, as the feed gave them last. */
  readonly names: ReadonlyMap<string, string>;
}

/**
 * Folds a whole tape in memory: polled by the poller's own code, folded by the detector's own core. `onResponse` is
 * called for each response. Throws a TapeError for a tape that cannot be read.
 */
export async function replayTape(
  tape: Tape,
  ruleBook: RuleBook,
  onResponse: () => void = () => undefined,
): Promise<Replayed> {
  const events: ReplayedEvent[] = [];
  const windows: CityWindow[] = [];
  let roster: RosterIndex | null = null;
  let state: SystemState = NEW_SYSTEM;
  let polls = 0;
  let failedPolls = 0;
  let from: number | null = null;
  let opened = 0;
  let resolved = 0;
  for await (const message of pollTape(counting(tape, onResponse))) {
    if (message.type === "roster") {
      roster = indexRoster(message);
      continue;
    }
    polls++;
    from ??= message.fetchedAt;
    const folded = fold(state, message, contextOf(ruleBook, message.fetchedAt, roster));
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
  const stations = roster?.roster.stations ?? [];
  return {
    systemId: tape.head.system.systemId,
    events,
    windows,
    polls,
    failedPolls,
    from,
    to: state.markAt,
    stillOpen: opened - resolved,
    names: new Map(stations.map(({ stationId, name }) => [stationId, name])),
  };
}

/** Returns the tape; each response that is read is counted. */
function counting(tape: Tape, onResponse: () => void): Tape {
  return {
    ...tape,
    async *responses() {
      for await (const response of tape.responses()) {
        onResponse();
        yield response;
      }
    },
  };
}

/** Nothing is stored, so retentions are 0. */
function contextOf(ruleBook: RuleBook, arrivedAt: number, roster: RosterIndex | null): FoldContext {
  return { ruleBook, arrivedAt, alertRetentionMs: 0, windowRetentionMs: 0, roster };
}

function eventOf(effect: Effect): ReplayedEvent | null {
  if (effect.type === "open" && !effect.baseline) {
    return { stationId: effect.stationId, rule: effect.rule, event: "opened", at: effect.openedAt };
  }
  if (effect.type !== "resolve") return null;
  const { stationId, rule, resolution } = effect;
  return { stationId, rule, event: "resolved", at: resolution.resolvedAt };
}
