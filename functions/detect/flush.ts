import { announcementsOf } from "../core/announcement.ts";
import { RefusedForGood } from "../core/refusal.ts";
import type { DetectWorld, StoredState } from "./ports.ts";
import type { Tally } from "./tally.ts";

/**
 * Does the effects of the last commit, in order, unless this container knows that it has done them itself: then
 * only it could have committed since. A repeat is harmless, so who does not know flushes again.
 */
export async function flushCommitted(
  systemId: string,
  committed: StoredState,
  world: DetectWorld,
  tally: Tally,
): Promise<void> {
  if (world.flushedVersions.get(systemId) === committed.version) return;
  for (const effect of committed.pending) {
    try {
      await world.effects.flush(systemId, effect);
    } catch (error) {
      if (!(error instanceof RefusedForGood)) throw error;
      await world.faults.setAside({ systemId, reason: error.message, record: null, effect });
      tally.faults++;
    }
  }
  const changes = announcementsOf(systemId, committed.pending);
  if (changes.length > 0) await world.bus.announce(changes);
  world.flushedVersions.set(systemId, committed.version);
}
