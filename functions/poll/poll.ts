import { inParallel } from "../core/in-parallel.ts";
import { messageOf } from "../core/messages.ts";
import type { SystemEntry, SystemsConfiguration } from "../systems/configuration.ts";
import { feedHost } from "../systems/feed-host.ts";
import { believedMemory } from "./ahead.ts";
import { type DueSystem, type Lane, lanesOf, spreadMs } from "./lanes.ts";
import { type PolledSystem, pollSystem, SAVE_MS, timeNeededMs } from "./poll-system.ts";
import type { PollWorld } from "./ports.ts";
import { retireSystem, systemsThatLeft } from "./retire.ts";
import { type Shard, systemsIn, WHOLE } from "./shard.ts";

/** The counts of one run of the poller, in systems where not said otherwise. */
export interface Polled {
  readonly due: number;
  readonly snapshots: number;
  readonly unchanged: number;
  readonly failed: number;
  /** Systems, due or not, that were down when the run began. */
  readonly down: number;
  readonly retired: number;
  /** Systems that were due and not reached in time: they stay due, and the next run begins with them. */
  readonly left: number;
  /** Stations of all feeds that could not be read. */
  readonly leftOut: number;
  /** One sentence for each system whose record could not be put or whose memory could not be read or saved. */
  readonly failures: readonly string[];
  /** One sentence for each thing that is not heeded: what a feed says of its system, and what a clock that was ahead wrote. */
  readonly unheeded: readonly string[];
}

/** How many hosts are asked at once. One that hangs keeps its place until its time-outs are over. */
const LANES_MAX = 64;
/** Systems of a host in progress: one is asked while the next one takes its lease and the last one puts its record. */
const IN_FLIGHT_A_LANE = 3;
const RETIRED_AT_ONCE = 16;
/** Failed polls in a row before a system counts as down: one says little, and a feed that is down fails again. */
const DOWN_AFTER_FAILURES = 3;
/** A run includes systems due this much later: one whose turn comes late in each run is due late in each. */
const HORIZON_MS = 45_000;

/** Polls every due system of the shard; a system that fails stops no other. */
export async function poll(
  configuration: SystemsConfiguration,
  world: PollWorld,
  shard: Shard = WHOLE,
): Promise<Polled> {
  const entries = systemsIn(shard, configuration.systems);
  const run: Run = {
    world,
    startedAt: world.now(),
    windowMs: spreadMs(entries.length),
    shared: sharedHosts(entries),
    polled: [],
    failures: [],
    unheeded: [],
    left: 0,
    down: 0,
  };
  const due = await dueSystems(entries, run);
  const lanes = lanesOf(due, run.startedAt, run.windowMs);
  await inParallel(lanes, LANES_MAX, (lane) => pollLane(lane, run));
  const retired = shard.shard === 0 ? await retire(configuration, run) : 0;
  const { polled, failures, unheeded, left, down } = run;
  const count = (type: string) => polled.filter(({ outcome }) => outcome === type).length;
  return {
    due: polled.length,
    snapshots: count("snapshot"),
    unchanged: count("unchanged"),
    failed: count("failed"),
    down,
    retired,
    left,
    leftOut: polled.reduce((sum, one) => sum + one.leftOut, 0),
    failures,
    unheeded,
  };
}

interface Run {
  readonly world: PollWorld;
  readonly startedAt: number;
  readonly windowMs: number;
  /** Hosts that several systems name. */
  readonly shared: ReadonlySet<string | null>;
  readonly polled: PolledSystem[];
  readonly failures: string[];
  readonly unheeded: string[];
  left: number;
  down: number;
}

async function dueSystems(entries: readonly SystemEntry[], run: Run): Promise<DueSystem[]> {
  const { world, startedAt } = run;
  const byId = new Map(entries.map((entry) => [entry.systemId, entry]));
  // Of a system whose memory could not be read, the lease tells whether it is due.
  const { memories, failures } = await world.polls.recall([...byId.keys()]);
  run.failures.push(...failures);
  run.down = memories.filter(({ failuresInARow }) => failuresInARow >= DOWN_AFTER_FAILURES).length;
  return memories.flatMap((recalled) => {
    const { memory, disbelief } = believedMemory(recalled, startedAt);
    if (disbelief !== null) run.unheeded.push(disbelief);
    const entry = byId.get(memory.systemId);
    const isDue = memory.nextDueAt <= startedAt + HORIZON_MS;
    return entry === undefined || !isDue ? [] : [{ entry, memory }];
  });
}

function sharedHosts(entries: readonly SystemEntry[]): Set<string | null> {
  const named = new Set<string | null>();
  const shared = new Set<string | null>();
  for (const host of entries.map(feedHost)) (named.has(host) ? shared : named).add(host);
  return shared;
}

async function pollLane({ systems, startMs }: Lane, run: Run): Promise<void> {
  const { world, startedAt } = run;
  await waitUntil(startedAt + startMs, world);
  await inParallel(systems, IN_FLIGHT_A_LANE, async ({ entry, memory }) => {
    // Within the window, the run waits for a system: its turn came later in the run before.
    if (memory.nextDueAt > Math.max(world.now(), startedAt + run.windowMs)) return;
    await waitUntil(memory.nextDueAt, world);
    if (world.remainingMs() < timeNeededMs(memory, world.now())) {
      run.left++;
      return;
    }
    const one = await orFailure(
      entry.systemId,
      run.failures,
      pollSystem(entry, world, run.shared.has(feedHost(entry))),
    );
    if (one === null) return;
    run.polled.push(one);
    run.unheeded.push(...one.unheeded.map((sentence) => `${entry.systemId}: ${sentence}`));
  });
}

async function retire(configuration: SystemsConfiguration, run: Run): Promise<number> {
  const { world, failures } = run;
  const systemIds = await orFailure("systems that left", failures, systemsThatLeft(configuration, world));
  let retired = 0;
  await inParallel(systemIds ?? [], RETIRED_AT_ONCE, async (systemId) => {
    if (world.remainingMs() < SAVE_MS) return;
    if ((await orFailure(systemId, failures, retireSystem(systemId, world))) !== null) retired++;
  });
  return retired;
}

async function waitUntil(time: number, world: PollWorld): Promise<void> {
  // Loops because a timer may end a moment early, and a system that is not due is not polled.
  for (let ms = time - world.now(); ms > 0; ms = time - world.now()) await world.wait(ms);
}

async function orFailure<T>(
  what: SystemEntry["systemId"],
  failures: string[],
  work: Promise<T>,
): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    failures.push(`${what}: ${messageOf(error)}`);
    return null;
  }
}
