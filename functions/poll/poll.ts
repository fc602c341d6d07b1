import { messageOf } from "../core/messages.ts";
import type { SystemEntry, SystemsConfiguration } from "../systems/configuration.ts";
import { type PolledSystem, pollSystem } from "./poll-system.ts";
import type { PollWorld } from "./ports.ts";
import { retireSystem, systemsThatLeft } from "./retire.ts";

/** What one run of the poller came to. */
export interface Polled {
  readonly due: number;
  readonly snapshots: number;
  readonly unchanged: number;
  readonly failed: number;
  readonly retired: number;
  /** Stations that could not be read, of all feeds. */
  readonly leftOut: number;
  /** Systems whose record could not be put or whose memory could not be read or saved, a sentence each. */
  readonly troubles: readonly string[];
}

/** Feeds asked at the same time. */
const CONCURRENCY = 16;

/** Polls every due system; one that is in trouble stops no other. */
export async function poll(configuration: SystemsConfiguration, world: PollWorld): Promise<Polled> {
  const troubles: string[] = [];
  const polled: PolledSystem[] = [];
  const queue = [...configuration.systems];
  const worker = async () => {
    for (let entry = queue.shift(); entry !== undefined; entry = queue.shift()) {
      const one = await withTrouble(entry.systemId, troubles, pollSystem(entry, world));
      if (one !== null) polled.push(one);
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const left = await withTrouble("systems that left", troubles, systemsThatLeft(configuration, world));
  let retired = 0;
  for (const systemId of left ?? []) {
    if ((await withTrouble(systemId, troubles, retireSystem(systemId, world))) !== null) retired++;
  }
  const count = (type: string) => polled.filter(({ outcome }) => outcome === type).length;
  return {
    due: polled.length,
    snapshots: count("snapshot"),
    unchanged: count("unchanged"),
    failed: count("failed"),
    retired,
    leftOut: polled.reduce((sum, one) => sum + one.leftOut, 0),
    troubles,
  };
}

async function withTrouble<T>(
  what: SystemEntry["systemId"],
  troubles: string[],
  work: Promise<T>,
): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    troubles.push(`${what}: ${messageOf(error)}`);
    return null;
  }
}
