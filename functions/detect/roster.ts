import { RefusedForGood, UnusableItem } from "../core/refusal.ts";
import type { Roster, RosterIndex } from "../core/roster.ts";
import type { ArrivedRecord, DetectWorld } from "./ports.ts";
import { setAside } from "./set-aside.ts";
import type { Tally } from "./tally.ts";

/** Returns the roster to fold with. One that can never be used is set aside: ids serve as names until the next one. */
export async function rosterOf(
  { arrivedAt }: ArrivedRecord,
  systemId: string,
  world: DetectWorld,
  tally: Tally,
): Promise<RosterIndex | null> {
  try {
    return await world.rosters.load(systemId, arrivedAt);
  } catch (error) {
    if (!(error instanceof UnusableItem)) throw error;
    const { message: reason, items } = error;
    await setAside({ systemId, reason, record: null, effect: null, items }, world, tally);
    await world.rosters.forget(systemId, items[0] ?? {});
    return null;
  }
}

/** Keeps a roster. Folding can do without names, so a roster that is refused for good is set aside. */
export async function putRoster(
  record: ArrivedRecord,
  roster: Roster,
  world: DetectWorld,
  tally: Tally,
): Promise<void> {
  try {
    await world.rosters.put(roster, record.arrivedAt);
  } catch (error) {
    if (!(error instanceof RefusedForGood)) throw error;
    const { systemId } = roster;
    await setAside({ systemId, reason: error.message, record, effect: null }, world, tally);
  }
}
