import { stableShare } from "../core/stable-share.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { feedHost } from "../systems/feed-host.ts";
import { hasUrls } from "./poll-system.ts";
import type { PollMemory } from "./ports.ts";

/** A system that is due in this run, and what was known of it when the run began. */
export interface DueSystem {
  readonly entry: SystemEntry;
  readonly memory: PollMemory;
}

/** Systems of one host, in the order in which they are asked. */
export interface Lane {
  readonly systems: readonly DueSystem[];
  /** Of the one that has been due for longest. Milliseconds since the epoch. */
  readonly dueAt: number;
  /** After the beginning of the run. Milliseconds. */
  readonly startMs: number;
}

/** So few systems are asked at once: their results are worth more than the even load. */
const SPREAD_FROM_SYSTEMS = 50;
const SPREAD_MS_A_SYSTEM = 10;
const SPREAD_MS_MAX = 15_000;
/** What a system takes of its lane's time, about. */
const TURN_MS = 50;
/** Of a host with several systems two requests may hang before it is known to; of another, the one that there is. */
const HANG_MS = 11_000;
const LATE_MS = 60_000;

/**
 * Over how long the hosts' first requests are spread. A function is billed while it waits, so it is about the time
 * that it takes for so many systems anyway: its own CPU is the narrow place then. It depends on nothing but how many
 * systems there are: were it another one from run to run, a system could be not due yet when its turn comes.
 */
export function spreadMs(systems: number): number {
  return Math.min(Math.max(systems - SPREAD_FROM_SYSTEMS, 0) * SPREAD_MS_A_SYSTEM, SPREAD_MS_MAX);
}

/** Lanes in the order in which they start: what an earlier run did not reach comes first. */
export function lanesOf(due: readonly DueSystem[], now: number, windowMs: number): Lane[] {
  const byHost = new Map<string, DueSystem[]>();
  for (const one of inTurn(due, now)) {
    const host = hostOf(one, now);
    const lane = byHost.get(host);
    if (lane === undefined) byHost.set(host, [one]);
    else lane.push(one);
  }
  const lanes = [...byHost].map(([host, systems]): Lane => {
    const dueAt = Math.min(...systems.map(({ memory }) => memory.nextDueAt));
    // A lane is to end about with the window, so a long one begins early; one that is late begins at once.
    const hangMs = systems.length === 1 ? 0 : HANG_MS;
    const latestMs = now - dueAt > LATE_MS ? 0 : Math.max(windowMs - systems.length * TURN_MS - hangMs, 0);
    return { systems, dueAt, startMs: Math.round(stableShare(host) * latestMs) };
  });
  return lanes.sort((a, b) => a.startMs - b.startMs || a.dueAt - b.dueAt);
}

/** The host that the next request goes to. Where no URL is one, the system is a lane of its own. */
function hostOf({ entry, memory }: DueSystem, now: number): string {
  const status = hasUrls(memory, now) ? memory.urls?.status : undefined;
  const host = status !== undefined && URL.canParse(status) ? new URL(status).host : feedHost(entry);
  return host ?? entry.systemId;
}

/**
 * The one that has been due for longest first. Those that failed last time come after them, in the opposite order: some
 * hang and have their host left alone, and the others failed after them, unasked. What is late is too late to wait.
 */
function inTurn(due: readonly DueSystem[], now: number): DueSystem[] {
  const isPutOff = ({ memory }: DueSystem) => memory.failuresInARow > 0 && now - memory.nextDueAt <= LATE_MS;
  const inOrder = due.toSorted(byDueTime);
  return [...inOrder.filter((one) => !isPutOff(one)), ...inOrder.filter(isPutOff).reverse()];
}

function byDueTime(a: DueSystem, b: DueSystem): number {
  return a.memory.nextDueAt - b.memory.nextDueAt;
}
