import { inParallel } from "../core/in-parallel.ts";
import { foldSystem, setAsideAll, type Taken } from "./fold-system.ts";
import type { ArrivedRecord, DetectWorld } from "./ports.ts";
import { addTally, newTally, type Tally } from "./tally.ts";

/** What became of a batch. */
export interface Detected {
  /** Sequence number of the first record that must be retried; null when all are done. */
  readonly retryFrom: string | null;
  /** How many records must be retried: that one and all after it. */
  readonly retried: number;
  /** Why records must be retried: one sentence for each system that stopped. */
  readonly retryReasons: readonly string[];
  /** A sentence for each system whose state was lost or cannot be used, so that it has begun anew. */
  readonly losses: readonly string[];
  readonly systems: number;
  readonly tally: Tally;
}

/** Systems worked on at once: each has many writes under way, and a write that waits too long for a socket fails. */
const SYSTEMS_AT_ONCE = 8;

/**
 * Processes a batch of one shard: each system's records in order, several systems at once. Never throws for what a
 * record says; where a dependency fails for now, `retryFrom` says so.
 */
export async function detect(records: readonly ArrivedRecord[], world: DetectWorld): Promise<Detected> {
  const systems = bySystem(records);
  const taken: Taken[] = [];
  await inParallel([...systems], SYSTEMS_AT_ONCE, async ([systemId, own]) => {
    taken.push(await foldSystem(systemId, own, world));
  });
  // Records after the first retried one come again: set aside now, they would make a fault at each retry.
  const beforeStop = records.slice(0, firstStopOf(records, taken));
  const unreadable = beforeStop.filter(({ message }) => message.type === "unreadable");
  taken.push(await setAsideAll(unreadable, world));
  const tally = newTally();
  for (const one of taken) addTally(tally, one.tally);
  const stop = firstStopOf(records, taken);
  return {
    retryFrom: records[stop]?.sequenceNumber ?? null,
    retried: records.length - stop,
    retryReasons: taken.flatMap(({ stoppedAt }) => (stoppedAt === null ? [] : [stoppedAt.reason])),
    losses: taken.flatMap(({ losses }) => losses),
    systems: systems.size,
    tally,
  };
}

function bySystem(records: readonly ArrivedRecord[]): Map<string, ArrivedRecord[]> {
  const systems = new Map<string, ArrivedRecord[]>();
  for (const record of records) {
    if (record.message.type === "unreadable") continue;
    const { systemId } = record.message;
    const own = systems.get(systemId);
    if (own === undefined) systems.set(systemId, [record]);
    else own.push(record);
  }
  return systems;
}

/** Returns the position of the first record that must be retried; the batch's length where there is none. */
function firstStopOf(records: readonly ArrivedRecord[], taken: readonly Taken[]): number {
  const stopped = new Set(taken.map(({ stoppedAt }) => stoppedAt?.record));
  const position = records.findIndex((record) => stopped.has(record));
  return position === -1 ? records.length : position;
}
