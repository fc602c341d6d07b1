import { foldSystem, setAsideAll, type Taken } from "./fold-system.ts";
import type { ArrivedRecord, DetectWorld } from "./ports.ts";
import { addTally, newTally, type Tally } from "./tally.ts";

/** What became of a batch. */
export interface Detected {
  /** Sequence number of the first record that must be retried; null when all are done. */
  readonly retryFrom: string | null;
  /** Why records must be retried, a sentence for each system that stopped. */
  readonly retryReasons: readonly string[];
  readonly systems: number;
  readonly tally: Tally;
}

/**
 * Takes a batch of one shard: each system's records in order, the systems side by side. Never throws for what a
 * record says; what the world refuses for now is told as retryFrom.
 */
export async function detect(records: readonly ArrivedRecord[], world: DetectWorld): Promise<Detected> {
  const groups = [...bySystem(records)];
  const taken: Taken[] = await Promise.all(
    groups.map(([systemId, own]) =>
      systemId === null ? setAsideAll(own, world) : foldSystem(systemId, own, world),
    ),
  );
  const stops = taken.flatMap(({ stoppedAt }) => (stoppedAt === null ? [] : [stoppedAt]));
  const first = records.find((record) => stops.some((stop) => stop.record === record));
  const tally = newTally();
  for (const one of taken) addTally(tally, one.tally);
  return {
    retryFrom: first?.sequenceNumber ?? null,
    retryReasons: stops.map(({ reason }) => reason),
    systems: groups.filter(([systemId]) => systemId !== null).length,
    tally,
  };
}

/** Records that cannot be read have no system: they are a group of their own, under null. */
function bySystem(records: readonly ArrivedRecord[]): Map<string | null, ArrivedRecord[]> {
  const groups = new Map<string | null, ArrivedRecord[]>();
  for (const record of records) {
    const systemId = record.message.type === "unreadable" ? null : record.message.systemId;
    const group = groups.get(systemId);
    if (group === undefined) groups.set(systemId, [record]);
    else group.push(record);
  }
  return groups;
}
