import type { MappingConfiguration } from "./configuration.ts";
import type { Lane } from "./lane.ts";
import type { StreamRecord } from "./record.ts";

/** The state of one shard of an event source mapping. Plain values: states may be kept, copied and compared. */
export interface ShardState<R extends StreamRecord> {
  /** All records up to this one are done or given up; null at the start. A restart reads on after it. */
  readonly checkpoint: string | null;
  readonly reading: Reading;
  readonly lanes: readonly Lane<R>[];
  /** Sequence numbers after the checkpoint that were read, in order. */
  readonly uncheckpointed: readonly string[];
  /** The newest id of an invocation or of a failure being told. */
  readonly lastId: number;
}

interface Reading {
  readonly inFlight: boolean;
  readonly nextAt: number;
  /** The newest sequence number read, null when nothing was read yet. */
  readonly readTo: string | null;
  /** Null before the first read. */
  readonly millisBehindLatest: number | null;
  /** True when the shard is closed and has been read to its end. */
  readonly ended: boolean;
  readonly failuresInARow: number;
}

/** Returns a shard at a checkpoint, or (null) at its start. The first input, a tick, makes it read. */
export function openShard<R extends StreamRecord>(
  configuration: MappingConfiguration,
  checkpoint: string | null = null,
): ShardState<R> {
  return {
    checkpoint,
    reading: {
      inFlight: false,
      nextAt: 0,
      readTo: checkpoint,
      millisBehindLatest: null,
      ended: false,
      failuresInARow: 0,
    },
    lanes: Array.from({ length: configuration.parallelizationFactor }, () => ({ pieces: [], queue: [] })),
    uncheckpointed: [],
    lastId: 0,
  };
}

/** Tells whether no record that was read is unfinished. */
function isDrained(state: ShardState<StreamRecord>): boolean {
  return state.lanes.every((lane) => lane.pieces.length === 0 && lane.queue.length === 0);
}

/** True when the shard is drained and its newest read reached the tip or the end. */
export function isAtRest(state: ShardState<StreamRecord>): boolean {
  const { ended, millisBehindLatest } = state.reading;
  return isDrained(state) && (ended || millisBehindLatest === 0);
}

/** True when the shard is closed and everything in it is done or given up: its children may be read. */
export function isOver(state: ShardState<StreamRecord>): boolean {
  return state.reading.ended && isDrained(state);
}
