import type { Mutant } from "./mutant.ts";

/** Bugs of what lies between the functions: stream, bus, queue. */
export const STREAM_MUTANTS: readonly Mutant[] = [
  {
    name: "FailedEntryCount is ignored",
    file: "functions/stream/bus.ts",
    search: "    if ((answer.FailedEntryCount ?? 0) === 0) return;\n",
    replacement: "    if ((answer.FailedEntryCount ?? 0) >= 0) return;\n",
    why: "HTTP 200 is not success: events are lost.",
  },
  {
    name: "an event's id depends on the attempt",
    file: "functions/stream/bus.ts",
    search: "Detail: JSON.stringify(change),",
    replacement: "Detail: JSON.stringify({ ...change, id: change.id + Math.random() }),",
    why: "Who receives it cannot drop repeats.",
  },
  {
    name: "failed items are not reported",
    file: "functions/stream/batch.ts",
    search: "retryFrom === null ? [] : [{ itemIdentifier: retryFrom }]",
    replacement: "retryFrom === null ? [] : []",
    why: "Everything that was to be retried is lost.",
  },
  {
    name: "the partition key is not looked at",
    file: "functions/stream/batch.ts",
    search: "message.systemId === partitionKey) return message;",
    replacement: "message.systemId !== undefined) return message;",
    why: "A record under a foreign key retires a system out of order.",
  },
  {
    name: "a record from the future is believed",
    file: "functions/stream/records.ts",
    search: "  if (fetchedAt > arrivedAt + AHEAD_MS_MAX) {",
    replacement: "  if (fetchedAt > arrivedAt + AHEAD_MS_MAX * 1_000_000) {",
    why: "All honest records look old until its time has come.",
  },
  {
    name: "faults have no bytes",
    file: "functions/stream/faults-queue.ts",
    search: "...(bytes.length > BYTES_TEXT_MAX ? {} : { bytes }),",
    replacement: "...(bytes.length > 0 ? {} : { bytes }),",
    why: "What was set aside cannot be looked at, nor sent again.",
  },
  {
    name: "a put that failed counts as acknowledged",
    file: "functions/stream/publisher.ts",
    search: "    await this.#client.send(put);\n",
    replacement: "    await this.#client.send(put).catch(() => {});\n",
    why: "The body's hash is remembered, so the next poll says that nothing has changed.",
  },
  {
    name: "a shard's children do not wait for it",
    file: "local/mapping/shards.ts",
    search: "ids.has(parent) && !over.has(parent)",
    replacement: "ids.has(parent) && parent === shardId",
    why: "What was put after a split is taken first, and what was put before it is old.",
  },
  {
    name: "a merged shard waits for one parent alone",
    file: "local/mapping/shards.ts",
    search: "[shard.ParentShardId, shard.AdjacentParentShardId]",
    replacement: "[shard.ParentShardId]",
    why: "The keys of the other parent are taken out of order.",
  },
];
