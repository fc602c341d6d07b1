import type { MappingConfiguration } from "./configuration.ts";
import { replaceFirst } from "./lane.ts";
import { type Piece, settle } from "./piece.ts";
import type { Command, Input, ShardContext } from "./protocol.ts";
import { readLater, readOn, takeIn } from "./reading.ts";
import type { StreamRecord } from "./record.ts";
import type { ShardState } from "./shard-state.ts";
import { moveCheckpoint, workLanes } from "./work.ts";

export interface Step<R extends StreamRecord> {
  readonly state: ShardState<R>;
  readonly commands: readonly Command<R>[];
}

/** Returns the next state and its commands. Pure: no clock, no randomness, and `state` is not changed. */
export function step<R extends StreamRecord>(
  state: ShardState<R>,
  input: Input<R>,
  context: ShardContext,
): Step<R> {
  const { at } = input;
  const { configuration } = context;
  const commands: Command<R>[] = [];
  const worked = workLanes(applyInput(state, input, configuration), context, at, commands);
  const checkpointed = moveCheckpoint(worked.state, commands);
  const read = readOn(checkpointed, configuration, at, commands);
  commands.push({ type: "wait", until: earliest(worked.wakeAt, read.wakeAt) });
  return { state: read.state, commands };
}

/** Returns the earlier of two times; null means never. */
function earliest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.min(a, b);
}

function applyInput<R extends StreamRecord>(
  state: ShardState<R>,
  input: Input<R>,
  configuration: MappingConfiguration,
): ShardState<R> {
  const { reading } = state;
  switch (input.type) {
    case "tick":
      return state;
    case "poll":
      return { ...state, reading: { ...reading, nextAt: Math.min(reading.nextAt, input.at) } };
    case "fetchFailed":
      return readLater(state, input.at, configuration);
    case "fetched":
      return takeIn(state, input, configuration);
    case "finished":
      return replaceAwaited(state, "invoking", input.id, (piece) =>
        settle(piece, input.outcome, configuration, input.at),
      );
    case "told":
      return replaceAwaited(state, "telling", input.id, () => []);
  }
}

/** Replaces the piece that waits for this answer; a late answer finds none. */
function replaceAwaited<R extends StreamRecord>(
  state: ShardState<R>,
  phase: "invoking" | "telling",
  id: number,
  replace: (piece: Piece<R>) => readonly Piece<R>[],
): ShardState<R> {
  const lanes = state.lanes.map((lane) => {
    const piece = lane.pieces[0];
    if (piece?.phase.type !== phase || piece.phase.id !== id) return lane;
    return replaceFirst(lane, replace(piece));
  });
  return { ...state, lanes };
}
