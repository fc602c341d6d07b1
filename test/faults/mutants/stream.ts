import type { Mutant } from "./mutant.ts";

/** Bugs between the functions: stream, bus, queue. */
export const STREAM_MUTANTS: readonly Mutant[] = [
  {
    name: "FailedEntryCount is ignored",
    file: "functions/stream/bus.ts",
    search: "    if ((answer.FailedEntryCount ?? 0) === 0) return;\n",
    replacement: "    if ((answer.FailedEntryCount ?? 0) >= 0) return;\n",
    why: "HTTP 200 is not success, so events are lost.",
  },
  {
    name: "an event's id depends on the attempt",
    file: "functions/stream/bus.ts",
    search: "Detail: JSON.stringify(change),",
    replacement: "Detail: JSON.stringify({ ...change, id: change.id + Math.random() }),",
    why: "Receivers cannot recognise a repeated event.",
  },
  {
    name: "failed items are not reported",
    file: "functions/stream/batch.ts",
    search: "retryFrom === null ? [] : [{ itemIdentifier: retryFrom }]",
    replacement: "retryFrom === null ? [] : []",
    why: "Everything that should be retried is lost.",
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
    why: "Until its time comes, all correct records look old.",
  },
  {
    name: "faults have no bytes",
    file: "functions/stream/fault-message.ts",
    search: "...(bytes.length > BYTES_TEXT_MAX ? {} : { bytes }),",
    replacement: "...(bytes.length > 0 ? {} : { bytes }),",
    why: "Records set aside cannot be inspected or sent again.",
  },
  {
    name: "a put that failed counts as acknowledged",
    file: "functions/stream/publisher.ts",
    search: "    await this.#client.send(put);\n",
    replacement: "    await this.#client.send(put).catch(() => {});\n",
    why: "The body's hash is remembered, so the next poll says unchanged.",
  },
  {
    name: "a shard's children do not wait for it",
    file: "local/mapping/shards.ts",
    search: "ids.has(parent) && !over.has(parent)",
    replacement: "ids.has(parent) && parent === shardId",
    why: "Records put after a split are taken first, so those put before it count as old.",
  },
  {
    name: "a merged shard waits for one parent alone",
    file: "local/mapping/shards.ts",
    search: "[shard.ParentShardId, shard.AdjacentParentShardId]",
    replacement: "[shard.ParentShardId]",
    why: "The keys of the other parent are taken out of order.",
  },
];
