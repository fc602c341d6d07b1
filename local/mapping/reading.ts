import { laneOf, PAYLOAD_BYTES_MAX, payloadBytes, type Queued } from "./batch.ts";
import { backoffMs, type MappingConfiguration } from "./configuration.ts";
import type { Command, Fetched } from "./protocol.ts";
import { compareSequence, type StreamRecord } from "./record.ts";
import type { ShardState } from "./shard-state.ts";
import type { Waking } from "./work.ts";

/** Puts the read records into their lanes. A shard that has more is read again at once. */
export function takeIn<R extends StreamRecord>(
  state: ShardState<R>,
  { at, records, millisBehindLatest, ended }: Fetched<R>,
  configuration: MappingConfiguration,
): ShardState<R> {
  const queues = state.lanes.map((): Queued<R>[] => []);
  const uncheckpointed = [...state.uncheckpointed];
  let { readTo } = state.reading;
  for (const record of records) {
    // A read that was answered twice, or an iterator renewed too far back, must not deliver records twice.
    if (readTo !== null && compareSequence(record.sequenceNumber, readTo) <= 0) continue;
    readTo = record.sequenceNumber;
    uncheckpointed.push(record.sequenceNumber);
    queues[laneOf(record.partitionKey, queues.length)]?.push({ record, readAt: at });
  }
  const nextAt = millisBehindLatest > 0 ? at : at + configuration.pollIntervalMs;
  return {
    ...state,
    uncheckpointed,
    lanes: state.lanes.map((lane, index) => ({ ...lane, queue: [...lane.queue, ...(queues[index] ?? [])] })),
    reading: { inFlight: false, nextAt, readTo, millisBehindLatest, ended, failuresInARow: 0 },
  };
}

/** Returns the state after a failed read: the next read waits longer. */
export function readLater<R extends StreamRecord>(
  state: ShardState<R>,
  at: number,
  configuration: MappingConfiguration,
): ShardState<R> {
  const failuresInARow = state.reading.failuresInARow + 1;
  const nextAt = at + backoffMs(configuration, failuresInARow);
  return { ...state, reading: { ...state.reading, inFlight: false, failuresInARow, nextAt } };
}

/** Asks for a read when it is due and the queues have room. */
export function readOn<R extends StreamRecord>(
  state: ShardState<R>,
  configuration: MappingConfiguration,
  at: number,
  commands: Command<R>[],
): Waking<R> {
  const { reading } = state;
  if (reading.inFlight || reading.ended || !hasRoom(state, configuration)) return { state, wakeAt: null };
  if (reading.nextAt > at) return { state, wakeAt: reading.nextAt };
  commands.push({ type: "fetch", after: reading.readTo });
  return { state: { ...state, reading: { ...reading, inFlight: true } }, wakeAt: null };
}

/** Returns whether the queued records, by count and bytes, are fewer than fill a batch of every lane. */
function hasRoom(state: ShardState<StreamRecord>, configuration: MappingConfiguration): boolean {
  let count = 0;
  for (const lane of state.lanes) count += lane.queue.length;
  if (count >= configuration.batchSize * state.lanes.length) return false;
  let bytes = 0;
  for (const lane of state.lanes) for (const { record } of lane.queue) bytes += payloadBytes(record);
  return bytes < PAYLOAD_BYTES_MAX * state.lanes.length;
}
