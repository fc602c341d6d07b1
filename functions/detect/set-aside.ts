import { createHash } from "node:crypto";
import type { DetectWorld, Fault } from "./ports.ts";
import type { Tally } from "./tally.ts";

/** Faults that a container remembers: those of one batch, and of its retries. */
const REMEMBERED_MAX = 1_000;

/** For each container what it has set aside, oldest first. */
const known = new WeakMap<DetectWorld, Set<string>>();

/**
 * Keeps what can never be used, and counts it. A retry of its batch, because a commit is throttled or another system
 * stops, meets the same fault: in one container it is set aside once, in several at least once.
 */
export async function setAside(fault: Fault, world: DetectWorld, tally: Tally): Promise<void> {
  const ofContainer = known.get(world) ?? new Set<string>();
  known.set(world, ofContainer);
  const identity = identityOf(fault);
  if (ofContainer.has(identity)) return;
  await world.faults.setAside(fault);
  tally.faults++;
  ofContainer.add(identity);
  for (const oldest of ofContainer) {
    if (ofContainer.size <= REMEMBERED_MAX) break;
    ofContainer.delete(oldest);
  }
}

/**
 * A record is known by its place in the stream, items by the first: of the others a container reads again only those
 * that it does not remember. The reason may differ from retry to retry.
 */
function identityOf({ systemId, record, effect, items }: Fault): string {
  const place = record === null ? null : [record.shardId, record.sequenceNumber];
  const text = JSON.stringify([systemId, place, effect, items?.[0]], asText);
  return createHash("sha256").update(text).digest("base64");
}

/** An item that cannot be used may have values that JSON has not. */
function asText(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (value instanceof Set) return [...value];
  return typeof value === "bigint" ? String(value) : value;
}
