import { failureRecord } from "./failure-record.ts";
import { advanceLane, lowestUnfinished, replaceFirst } from "./lane.ts";
import type { Command, ShardContext } from "./protocol.ts";
import { compareSequence, type StreamRecord } from "./record.ts";
import type { ShardState } from "./shard-state.ts";

/** A state, and when it next has something to do by itself; null means never. */
export interface Waking<R extends StreamRecord> {
  readonly state: ShardState<R>;
  readonly wakeAt: number | null;
}

/** Sends and gives up what is due in each lane. */
export function workLanes<R extends StreamRecord>(
  state: ShardState<R>,
  context: ShardContext,
  at: number,
  commands: Command<R>[],
): Waking<R> {
  let { lastId } = state;
  let wakeAt: number | null = null;
  const lanes = state.lanes.map((given) => {
    const { lane, wish } = advanceLane(given, context.configuration, at);
    if (wish.type === "wait") {
      if (wish.until !== null) wakeAt = Math.min(wakeAt ?? wish.until, wish.until);
      return lane;
    }
    const { piece } = wish;
    const id = ++lastId;
    if (wish.type === "invoke") {
      commands.push({ type: "invoke", id, records: piece.records });
      return replaceFirst(lane, [{ ...piece, phase: { type: "invoking", id } }]);
    }
    const failure = failureRecord({ ...piece, condition: wish.condition }, context.names, at);
    commands.push({ type: "tell", id, failure });
    return replaceFirst(lane, [{ ...piece, phase: { type: "telling", id } }]);
  });
  return { state: { ...state, lanes, lastId }, wakeAt };
}

/** Moves the checkpoint to just before the lowest unfinished record of any lane. */
export function moveCheckpoint<R extends StreamRecord>(
  state: ShardState<R>,
  commands: Command<R>[],
): ShardState<R> {
  let lowest: string | null = null;
  for (const lane of state.lanes) {
    const own = lowestUnfinished(lane);
    if (own !== null && (lowest === null || compareSequence(own, lowest) < 0)) lowest = own;
  }
  const position = lowest === null ? state.uncheckpointed.length : state.uncheckpointed.indexOf(lowest);
  const checkpoint = state.uncheckpointed[position - 1];
  if (checkpoint === undefined) return state;
  commands.push({ type: "checkpoint", sequenceNumber: checkpoint });
  return { ...state, checkpoint, uncheckpointed: state.uncheckpointed.slice(position) };
}
