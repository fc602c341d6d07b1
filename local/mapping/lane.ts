import { nextBatch, type Queued } from "./batch.ts";
import { ageMaxMs, type MappingConfiguration } from "./configuration.ts";
import type { GiveUpCondition } from "./failure-record.ts";
import { expiresAt, newPiece, type Piece, splitExpired } from "./piece.ts";
import { compareSequence, type StreamRecord } from "./record.ts";

/** One of a shard's concurrent batches, and its queue. A key stays in its lane, so its records stay in order. */
export interface Lane<R extends StreamRecord> {
  /** The batch under way; several pieces after a split. Only the first one is worked on. */
  readonly pieces: readonly Piece<R>[];
  readonly queue: readonly Queued<R>[];
}

/** What a lane needs now; `wait` is until a time, or (null) until an answer or a record comes. */
type LaneWish<R extends StreamRecord> =
  | { readonly type: "invoke"; readonly piece: Piece<R> }
  | { readonly type: "giveUp"; readonly piece: Piece<R>; readonly condition: GiveUpCondition }
  | { readonly type: "wait"; readonly until: number | null };

export interface LaneStep<R extends StreamRecord> {
  readonly lane: Lane<R>;
  readonly wish: LaneWish<R>;
}

/** Advances the lane until something must be done outside. A wish's piece is always the lane's first. */
export function advanceLane<R extends StreamRecord>(
  given: Lane<R>,
  configuration: MappingConfiguration,
  at: number,
): LaneStep<R> {
  let lane = given;
  if (lane.pieces.length === 0) {
    const batch = nextBatch(lane.queue, configuration);
    if (batch === null) return { lane, wish: { type: "wait", until: null } };
    if (batch.dueAt > at) return { lane, wish: { type: "wait", until: batch.dueAt } };
    const records = lane.queue.slice(0, batch.count).map(({ record }) => record);
    lane = { pieces: [newPiece(records, at)], queue: lane.queue.slice(batch.count) };
  }
  const first = lane.pieces[0];
  if (first?.phase.type === "waiting") {
    lane = replaceFirst(lane, splitExpired(first, ageMaxMs(configuration), at));
  }
  const piece = lane.pieces[0];
  switch (piece?.phase.type) {
    case "givingUp":
      return { lane, wish: { type: "giveUp", piece, condition: piece.phase.condition } };
    case "waiting": {
      if (piece.phase.until <= at) return { lane, wish: { type: "invoke", piece } };
      const until = Math.min(piece.phase.until, expiresAt(piece, ageMaxMs(configuration)));
      return { lane, wish: { type: "wait", until } };
    }
    default:
      return { lane, wish: { type: "wait", until: null } };
  }
}

/** Returns the lane with its first piece replaced. */
export function replaceFirst<R extends StreamRecord>(lane: Lane<R>, by: readonly Piece<R>[]): Lane<R> {
  return { ...lane, pieces: [...by, ...lane.pieces.slice(1)] };
}

/** Returns the lowest sequence number that is neither done nor given up, null when there is none. */
export function lowestUnfinished(lane: Lane<StreamRecord>): string | null {
  let lowest = lane.queue[0]?.record.sequenceNumber ?? null;
  for (const { records } of lane.pieces) {
    const first = records[0]?.sequenceNumber;
    if (first !== undefined && (lowest === null || compareSequence(first, lowest) < 0)) lowest = first;
  }
  return lowest;
}
