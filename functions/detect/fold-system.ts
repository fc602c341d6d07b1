import { messageOf } from "../core/messages.ts";
import { RefusedForGood, Throttled } from "../core/refusal.ts";
import { flushCommitted } from "./flush.ts";
import { foldPart } from "./fold-part.ts";
import type { ArrivedRecord, DetectWorld, StoredState } from "./ports.ts";
import { addTally, newTally, type Tally } from "./tally.ts";

/** After more lost commits than this, wait for the retry: rivals (a zombie, a rewound checkpoint) are rare. */
const CONFLICTS_MAX = 5;

/** How far the records were processed. */
export interface Taken {
  /** The first record that must be retried, and why in one sentence; null when all are done. */
  readonly stoppedAt: { readonly record: ArrivedRecord; readonly reason: string } | null;
  readonly tally: Tally;
}

/**
 * Processes one system's records of a batch, in order: reads the state, flushes its pending effects, folds, commits the
 * state together with its effects, flushes them. That commit is the only one; all else may be repeated.
 */
export async function foldSystem(
  systemId: string,
  records: readonly ArrivedRecord[],
  world: DetectWorld,
): Promise<Taken> {
  const tally = newTally();
  let position = 0;
  let takeAtMost = records.length;
  let base: StoredState | null = null;
  try {
    while (position < records.length) {
      if (base === null) {
        base = await world.states.load(systemId);
        await flushCommitted(systemId, base, world, tally);
      }
      const part = await foldPart(systemId, records.slice(position, position + takeAtMost), base, world);
      if (part.packed !== null) {
        let committed: StoredState | null;
        try {
          committed = await world.states.commit(systemId, base, part.packed);
        } catch (error) {
          if (!(error instanceof RefusedForGood)) throw error;
          // From here on records are committed one by one, which shows the one that the store refuses.
          if (part.taken === 1) {
            await setAside(records[position], error.message, world, tally);
            position++;
          }
          takeAtMost = 1;
          continue;
        }
        base = committed;
        if (base === null) {
          if (++tally.conflicts > CONFLICTS_MAX)
            throw new Error(`other writers keep changing the state of ${systemId}`);
          continue;
        }
        await flushCommitted(systemId, base, world, tally);
      }
      addTally(tally, part.tally);
      position += part.taken;
    }
    return { stoppedAt: null, tally };
  } catch (error) {
    if (error instanceof Throttled) tally.throttled++;
    const record = records[position];
    if (record === undefined) throw error;
    return { stoppedAt: { record, reason: messageOf(error) }, tally };
  }
}

/** Sets unreadable records aside as faults, so that the shard goes on. */
export async function setAsideAll(records: readonly ArrivedRecord[], world: DetectWorld): Promise<Taken> {
  const tally = newTally();
  for (const record of records) {
    const reason = record.message.type === "unreadable" ? record.message.reason : "";
    try {
      await setAside(record, reason, world, tally);
    } catch (error) {
      return { stoppedAt: { record, reason: messageOf(error) }, tally };
    }
  }
  return { stoppedAt: null, tally };
}

async function setAside(record: ArrivedRecord | undefined, reason: string, world: DetectWorld, tally: Tally) {
  if (record === undefined) return;
  const systemId = record.message.type === "unreadable" ? null : record.message.systemId;
  await world.faults.setAside({ systemId, reason, record, effect: null });
  tally.faults++;
}
