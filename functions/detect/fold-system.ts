import { messageOf } from "../core/messages.ts";
import { NewerStateError, RefusedForGood, Throttled } from "../core/refusal.ts";
import { flushCommitted } from "./flush.ts";
import { foldPart } from "./fold-part.ts";
import { FoldFailed } from "./fold-record.ts";
import { hasWaitedForNewerCode } from "./newer-state.ts";
import type { ArrivedRecord, DetectWorld } from "./ports.ts";
import { type Base, lossSentence, readState } from "./read-state.ts";
import { setAside } from "./set-aside.ts";
import { addTally, newTally, type Tally } from "./tally.ts";

/** After more lost commits than this, wait for the retry: rivals (a zombie, a rewound checkpoint) are rare. */
const CONFLICTS_MAX = 5;

/** How far the records were processed. */
export interface Taken {
  /** The first record that must be retried, and why in one sentence; null when all are done. */
  readonly stoppedAt: { readonly record: ArrivedRecord; readonly reason: string } | null;
  readonly tally: Tally;
  /** A sentence for each state that was lost or cannot be used: its system has begun anew. */
  readonly losses: readonly string[];
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
  const losses: string[] = [];
  let position = 0;
  let takeAtMost = records.length;
  let base: Base | null = null;
  try {
    while (position < records.length) {
      try {
        base ??= await readState(systemId, world, tally);
        const part = await foldPart(
          systemId,
          records.slice(position, position + takeAtMost),
          base,
          world,
          tally,
        );
        if (part.packed !== null) {
          const loss = await setLossAside(systemId, base, world, tally);
          const { ruleBook } = world.settingsOf(systemId);
          base = await world.states.commit(systemId, base, part.packed, ruleBook);
          if (base === null) {
            if (++tally.conflicts > CONFLICTS_MAX)
              throw new Error(`other writers keep changing the state of ${systemId}`);
            continue;
          }
          if (loss !== null) losses.push(loss);
          await flushCommitted(systemId, base, world, tally);
        }
        addTally(tally, part.tally);
        position += part.taken;
      } catch (error) {
        if (!isForGood(error, systemId, world)) throw error;
        // From here on records are committed one by one, which shows the one that cannot be used.
        if (takeAtMost === 1) {
          await setRecordAside(records[position], messageOf(error), world, tally);
          position++;
        }
        takeAtMost = 1;
      }
    }
    return { stoppedAt: null, tally, losses };
  } catch (error) {
    if (error instanceof Throttled) tally.throttled++;
    const record = records[position];
    if (record === undefined) throw error;
    return { stoppedAt: { record, reason: messageOf(error) }, tally, losses };
  }
}

/** Returns whether the record would fail at every retry, and would hold up the shard for ever. */
function isForGood(error: unknown, systemId: string, world: DetectWorld): boolean {
  if (error instanceof NewerStateError) return hasWaitedForNewerCode(systemId, world);
  return error instanceof RefusedForGood || error instanceof FoldFailed;
}

/** Sets aside what cannot be used just before a commit replaces it; returns a sentence about the loss. */
async function setLossAside(
  systemId: string,
  base: Base,
  world: DetectWorld,
  tally: Tally,
): Promise<string | null> {
  if (base.loss === undefined) return null;
  const reason = lossSentence(base.loss, systemId);
  const { unusable } = base.loss;
  if (unusable !== null) {
    await setAside({ systemId, reason, record: null, effect: null, items: unusable.items }, world, tally);
  }
  return reason;
}

/** Sets unreadable records aside as faults, so that the shard goes on. */
export async function setAsideAll(records: readonly ArrivedRecord[], world: DetectWorld): Promise<Taken> {
  const tally = newTally();
  for (const record of records) {
    const reason = record.message.type === "unreadable" ? record.message.reason : "";
    try {
      await setRecordAside(record, reason, world, tally);
    } catch (error) {
      return { stoppedAt: { record, reason: messageOf(error) }, tally, losses: [] };
    }
  }
  return { stoppedAt: null, tally, losses: [] };
}

async function setRecordAside(
  record: ArrivedRecord | undefined,
  reason: string,
  world: DetectWorld,
  tally: Tally,
) {
  if (record === undefined) return;
  const systemId = record.message.type === "unreadable" ? null : record.message.systemId;
  await setAside({ systemId, reason, record, effect: null }, world, tally);
}
