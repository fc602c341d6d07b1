import { announcementsOf } from "../core/announcement.ts";
import { RefusedForGood } from "../core/refusal.ts";
import type { DetectWorld, Fault, StoredState } from "./ports.ts";
import { setAside } from "./set-aside.ts";
import type { Tally } from "./tally.ts";

/** Writes at once: each of a commit writes a different item, so none can overtake another. */
const WRITES_AT_ONCE = 16;

/**
 * Does the effects of the last commit, in order, announces them, and puts its looks, unless this container has done so
 * for the same version before. Repeats are harmless, so a container that does not know does them again.
 */
export async function flushCommitted(
  systemId: string,
  committed: StoredState,
  world: DetectWorld,
  tally: Tally,
): Promise<void> {
  if (world.flushedVersions.get(systemId) === committed.version) return;
  const { pending, looks } = committed;
  const refused = (reason: string, what: Pick<Fault, "effect" | "items">) =>
    setAside({ systemId, reason, record: null, ...what }, world, tally);
  await inGroups(pending, (effect) =>
    unlessRefused(world.effects.flush(systemId, effect), (reason) => refused(reason, { effect })),
  );
  const changes = announcementsOf(systemId, pending);
  if (changes.length > 0) await world.bus.announce(changes);
  // Last, so that history delays no alert.
  await inGroups(looks, (look) =>
    unlessRefused(world.looks.put(systemId, look), (reason) =>
      refused(reason, { effect: null, items: [{ ...look }] }),
    ),
  );
  world.flushedVersions.set(systemId, committed.version);
}

/** Writes each of them, one group after the other; throws the first failure once its group has ended. */
async function inGroups<One>(all: readonly One[], write: (one: One) => Promise<void>): Promise<void> {
  for (let start = 0; start < all.length; start += WRITES_AT_ONCE) {
    const done = await Promise.allSettled(all.slice(start, start + WRITES_AT_ONCE).map(write));
    const failed = done.find(({ status }) => status === "rejected");
    if (failed?.status === "rejected") throw failed.reason;
  }
}

/** What is refused for good becomes a fault, and the flush goes on. */
async function unlessRefused(
  write: Promise<void>,
  onRefused: (reason: string) => Promise<void>,
): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof RefusedForGood)) throw error;
    await onRefused(error.message);
  }
}
