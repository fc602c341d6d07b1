import type { StreamMessage, Unreadable } from "../../functions/core/messages.ts";
import type { Observation } from "../../functions/core/observation.ts";
import type { ArrivedRecord } from "../../functions/detect/ports.ts";
import { at, snapshot } from "../core/builders.ts";

/** Turns messages into records of one shard, a second apart. */
export function arrived(messages: readonly (StreamMessage | Unreadable)[]): ArrivedRecord[] {
  return messages.map((message, index) => ({
    shardId: "shardId-000000000000",
    sequenceNumber: sequenceNumber(index),
    arrivedAt: at(index / 60),
    bytes: Buffer.from(JSON.stringify(message)),
    message,
  }));
}

export function sequenceNumber(index: number): string {
  return `49${String(index).padStart(54, "0")}`;
}

export function snapshotOf(systemId: string, fetchedAt: number, ...stations: Observation[]) {
  return { ...snapshot(fetchedAt, ...stations), systemId };
}

export function unreadable(reason = "the record is not JSON"): Unreadable {
  return { type: "unreadable", reason };
}
