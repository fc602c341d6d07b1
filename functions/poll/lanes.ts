import { stableShare } from "../core/stable-share.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { feedHost } from "../systems/feed-host.ts";
import { hasUrls } from "./poll-system.ts";
import type { PollMemory } from "./ports.ts";

/** A system that is due in this run, with its memory when the run began. */
export interface DueSystem {
  readonly entry: SystemEntry;
  readonly memory: PollMemory;
}

/** The systems of one host, in the order in which they are asked. */
export interface Lane {
  readonly systems: readonly DueSystem[];
  /** When the system that has been due for longest became due, in milliseconds since the epoch. */
  readonly dueAt: number;
  /** When the lane starts, in milliseconds after the run's beginning. */
  readonly startMs: number;
}

/** Up to this many systems are asked at once: their results are worth more than an even load. */
const SPREAD_FROM_SYSTEMS = 50;
const SPREAD_MS_A_SYSTEM = 10;
const SPREAD_MS_MAX = 15_000;
/** The time that a system takes in its lane, roughly. */
const TURN_MS = 50;
/** Time kept for a second hanging request: at a host with several systems two may hang before it is left alone. */
const HANG_MS = 11_000;
const LATE_MS = 60_000;

/**
 * Returns over how many milliseconds the hosts' first requests are spread. A function is billed while it waits, so this
 * is about the time that so many systems take anyway: CPU is the bottleneck then. It depends only on the number of
 * systems: if it changed between runs, a system's turn could come before it is due again.
 */
export function spreadMs(systems: number): number {
  return Math.min(Math.max(systems - SPREAD_FROM_SYSTEMS, 0) * SPREAD_MS_A_SYSTEM, SPREAD_MS_MAX);
}

/** Returns the lanes in the order in which they start; systems that an earlier run did not reach come first. */
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
    // A lane should end about when the window ends, so a long one begins early; a late one begins at once.
    const hangMs = systems.length === 1 ? 0 : HANG_MS;
    const latestMs = now - dueAt > LATE_MS ? 0 : Math.max(windowMs - systems.length * TURN_MS - hangMs, 0);
    return { systems, dueAt, startMs: Math.round(stableShare(host) * latestMs) };
  });
  return lanes.sort((a, b) => a.startMs - b.startMs || a.dueAt - b.dueAt);
}

/** Returns the host that the next request goes to. A system without a valid URL gets a lane of its own. */
function hostOf({ entry, memory }: DueSystem, now: number): string {
  const status = hasUrls(memory, now) ? memory.urls?.status : undefined;
  const host = status !== undefined && URL.canParse(status) ? new URL(status).host : feedHost(entry);
  return host ?? entry.systemId;
}

/**
 * Puts the system first that has been due for longest. Those that failed last time come last and in reverse: one that
 * hung made the others behind it fail unasked. Late systems are not put back.
 */
function inTurn(due: readonly DueSystem[], now: number): DueSystem[] {
  const isPutOff = ({ memory }: DueSystem) => memory.failuresInARow > 0 && now - memory.nextDueAt <= LATE_MS;
  const inOrder = due.toSorted(byDueTime);
  return [...inOrder.filter((one) => !isPutOff(one)), ...inOrder.filter(isPutOff).reverse()];
}

function byDueTime(a: DueSystem, b: DueSystem): number {
  return a.memory.nextDueAt - b.memory.nextDueAt;
}
