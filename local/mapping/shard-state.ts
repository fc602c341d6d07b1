import type { MappingConfiguration } from "./configuration.ts";
import type { Lane } from "./lane.ts";
import type { StreamRecord } from "./record.ts";

/** One shard of an event source mapping. Plain values: whoever drives it may keep, copy and compare states. */
export interface ShardState<R extends StreamRecord> {
  /** Everything up to it is done or given up; null at the start. A restart reads on after it. */
  readonly checkpoint: string | null;
  readonly reading: Reading;
  readonly lanes: readonly Lane<R>[];
  /** Read and not yet under the checkpoint, in order. */
  readonly uncheckpointed: readonly string[];
  /** The newest id of an invocation or of a batch being told. */
  readonly lastId: number;
}

interface Reading {
  readonly inFlight: boolean;
  readonly nextAt: number;
  /** Newest sequence number read, null where nothing was read yet. */
  readonly readTo: string | null;
  /** Null before the first read. */
  readonly millisBehindLatest: number | null;
  /** The shard was closed and has been read to its end. */
  readonly ended: boolean;
  readonly failuresInARow: number;
}

/** A shard at a checkpoint, or (null) at its start. The first input, a tick, makes it read. */
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

/** Nothing is read and unfinished. */
function isDrained(state: ShardState<StreamRecord>): boolean {
  return state.lanes.every((lane) => lane.pieces.length === 0 && lane.queue.length === 0);
}

/** Drained, and the newest read came to the tip or the end of the shard. */
export function isAtRest(state: ShardState<StreamRecord>): boolean {
  const { ended, millisBehindLatest } = state.reading;
  return isDrained(state) && (ended || millisBehindLatest === 0);
}

/** The shard was closed, and everything in it is done or given up: its children may be read. */
export function isOver(state: ShardState<StreamRecord>): boolean {
  return state.reading.ended && isDrained(state);
}
