import { AHEAD_MS_MAX } from "../core/clocks.ts";
import { UnusableItem } from "../core/refusal.ts";
import { leftOpenBy, newestOf, type StandingAlert } from "../core/standing-alerts.ts";
import { counted } from "../words/amounts.ts";
import { flushCommitted } from "./flush.ts";
import { stateWasRead } from "./newer-state.ts";
import type { DetectWorld, StoredState } from "./ports.ts";
import type { Tally } from "./tally.ts";

/** What the next commit builds on. */
export interface Base extends StoredState {
  /** Present where the system begins anew, though it was known. */
  readonly loss?: Loss;
}

interface Loss {
  /** What was stored, where it cannot be used: the next commit replaces it. */
  readonly unusable: UnusableItem | null;
  /** Alerts that are open in the table, while no state is left that could end them. */
  readonly standing: readonly StandingAlert[];
}

/**
 * Reads a system's state and flushes the effects that it holds. Where it is lost or can never be used, the system
 * begins anew.
 */
export async function readState(systemId: string, world: DetectWorld, tally: Tally): Promise<Base> {
  const { stored, unusable } = await load(systemId, world);
  stateWasRead(systemId, world);
  await flushCommitted(systemId, stored, world, tally);
  // Of a system that is new, no alert is open either.
  return unusable === null && stored.version > 0
    ? stored
    : await beginAnew(systemId, stored, unusable, world);
}

async function load(
  systemId: string,
  world: DetectWorld,
): Promise<{ stored: StoredState; unusable: UnusableItem | null }> {
  try {
    return { stored: await world.states.load(systemId), unusable: null };
  } catch (error) {
    if (!(error instanceof UnusableItem)) throw error;
    return { stored: error.anew as StoredState, unusable: error };
  }
}

/** The table shows what is open, also what has just been flushed. */
async function beginAnew(
  systemId: string,
  stored: StoredState,
  unusable: UnusableItem | null,
  world: DetectWorld,
): Promise<Base> {
  const listed = (await world.openAlerts?.list(systemId)) ?? [];
  // What has just been flushed may not be in the index yet that lists what is open.
  const isListed = new Set(listed.map(({ alertId }) => alertId));
  const flushed = leftOpenBy(stored.pending).filter(({ alertId }) => !isListed.has(alertId));
  const standing = [...listed, ...flushed];
  if (standing.length === 0)
    return unusable === null ? stored : { ...stored, loss: { unusable, standing: [] } };
  const latest = world.now() + AHEAD_MS_MAX;
  // These polls were folded: folded again, they would open alerts that are to end here.
  const newest = newestOf(standing.filter(({ openedAt }) => openedAt <= latest));
  const markAt = newest === null ? stored.state.markAt : Math.max(stored.state.markAt ?? newest, newest);
  return { ...stored, state: { ...stored.state, markAt }, loss: { unusable, standing } };
}

/** Returns a sentence for the log and the faults queue. */
export function lossSentence({ unusable, standing }: Loss, systemId: string): string {
  const what = unusable?.message ?? `the state of ${systemId} is lost`;
  return `${what}; it begins anew, and the end of ${counted(standing.length, "open alert")} is unknown`;
}
