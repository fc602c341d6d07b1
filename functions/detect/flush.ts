import { announcementsOf } from "../core/announcement.ts";
import type { Effect } from "../core/effects.ts";
import { RefusedForGood } from "../core/refusal.ts";
import type { DetectWorld, StoredState } from "./ports.ts";
import { setAside } from "./set-aside.ts";
import type { Tally } from "./tally.ts";

/** Effects done at once: each effect of a commit writes a different item, so none can overtake another. */
const PUBLISHED_AT_ONCE = 16;

/**
 * Does the effects of the last commit, in order, and announces them, unless this container has done so for the same
 * version before. Repeats are harmless, so a container that does not know does them again.
 */
export async function flushCommitted(
  systemId: string,
  committed: StoredState,
  world: DetectWorld,
  tally: Tally,
): Promise<void> {
  if (world.flushedVersions.get(systemId) === committed.version) return;
  const { pending } = committed;
  for (let start = 0; start < pending.length; start += PUBLISHED_AT_ONCE) {
    const group = pending.slice(start, start + PUBLISHED_AT_ONCE);
    const done = await Promise.allSettled(group.map((effect) => flushEffect(systemId, effect, world, tally)));
    const failed = done.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }
  const changes = announcementsOf(systemId, committed.pending);
  if (changes.length > 0) await world.bus.announce(changes);
  world.flushedVersions.set(systemId, committed.version);
}

/** Does one effect. If it is refused for good, it becomes a fault and the flush goes on. */
async function flushEffect(
  systemId: string,
  effect: Effect,
  world: DetectWorld,
  tally: Tally,
): Promise<void> {
  try {
    await world.effects.flush(systemId, effect);
  } catch (error) {
    if (!(error instanceof RefusedForGood)) throw error;
    await setAside({ systemId, reason: error.message, record: null, effect }, world, tally);
  }
}
