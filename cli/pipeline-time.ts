import { timeOn } from "../local/clock.ts";
import type { Running } from "../local/running.ts";
import type { Systems } from "./systems.ts";

/**
 * Returns what the time is where a pipeline runs, in milliseconds: "2h ago" and "for 5 min" are meant there. A simulated
 * city and a recording are at their newest poll, so nothing is late where this machine is slow; everything else lives by
 * this machine's clock.
 */
export async function timeAt(
  running: Running | null,
  systems: Pick<Systems, "polled">,
  now: number,
): Promise<number> {
  const clock = running?.clock ?? null;
  if (clock === null && running?.onTape !== true) return now;
  const newest = Math.max(...(await systems.polled()).map(({ lastPolledAt }) => lastPolledAt ?? 0), 0);
  if (newest > 0) return newest;
  return clock === null ? now : timeOn(clock, now);
}
