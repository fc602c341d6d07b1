import { emptyIn } from "../core/alerts.ts";
import type { FoldContext, Folded, Verdict } from "../core/context.ts";
import { coalesce, type Effect } from "../core/effects.ts";
import { fold } from "../core/fold.ts";
import { itemsOfValue } from "../core/item-names.ts";
import { messageOf } from "../core/messages.ts";
import type { PollOutcome } from "../core/observation.ts";
import { endStanding } from "../core/standing-alerts.ts";
import type { SystemState } from "../core/state.ts";
import type { ArrivedRecord, DetectWorld, PackedCommit } from "./ports.ts";
import type { Base } from "./read-state.ts";
import { putRoster, rosterOf } from "./roster.ts";
import { newTally, type Tally } from "./tally.ts";

/** A commit has at most this many bytes: DynamoDB takes items of 400 KB, and the next commit must fit too. */
const COMMIT_BYTES_MAX = 300_000;
/** How long a replaced list of station ids, or overflow, is kept: no reader of the old state takes so long. */
const REPLACED_KEPT_MS = 24 * 3_600_000;

/** A record cannot be folded, however often it is tried. */
export class FoldFailed extends Error {
  override readonly name = "FoldFailed";
}

/** The folded records of one commit. */
export interface Part {
  readonly taken: number;
  /** Null when the records leave the state as it was. */
  readonly packed: PackedCommit | null;
  readonly tally: Tally;
}

/**
 * Folds the records; while the commit is too large, only the first half of them, then a quarter, and so on. What is set
 * aside meanwhile is added to `counted` at once: it is not set aside again.
 */
export async function foldPart(
  systemId: string,
  records: readonly ArrivedRecord[],
  base: Base,
  world: DetectWorld,
  counted: Tally,
): Promise<Part> {
  for (let taken = records.length; ; taken = Math.ceil(taken / 2)) {
    const { state, effects, tally } = await foldAll(systemId, records.slice(0, taken), base, world, counted);
    if (state === base.state) return { taken, packed: null, tally };
    const packed = world.states.pack(state, effects);
    // What a single record changes may be more: the store then keeps it in several items.
    if (packed.sizeBytes <= COMMIT_BYTES_MAX || taken === 1) return { taken, packed, tally };
  }
}

async function foldAll(
  systemId: string,
  records: readonly ArrivedRecord[],
  base: Base,
  world: DetectWorld,
  counted: Tally,
): Promise<{ state: SystemState; effects: Effect[]; tally: Tally }> {
  const tally = newTally();
  const settings = world.settingsOf(systemId);
  const effects: Effect[] = [];
  let state = base.state;
  let arrivedAt = 0;
  for (const record of records) {
    const { message } = record;
    arrivedAt = record.arrivedAt;
    if (message.type === "unreadable") continue;
    if (message.type === "roster") {
      await putRoster(record, message, world, counted);
      continue;
    }
    const roster = await rosterOf(record, systemId, world, counted);
    const context = { ...settings, arrivedAt, roster };
    const folded = foldOne(state, message, context);
    if (state === base.state && folded.state !== state && base.loss !== undefined) {
      const { standing } = base.loss;
      effects.push(...endStanding(standing, message.fetchedAt, emptyIn(folded.state), context));
    }
    state = folded.state;
    for (const effect of folded.effects) effects.push(effect);
    countVerdict(folded.verdict, tally);
  }
  const merged = coalesce(effects);
  const replaced = [
    ...(state.stationIds === base.state.stationIds ? [] : itemsOfValue(base.stationsItem)),
    ...itemsOfValue(base.overflowItem),
  ];
  const expiresAt = arrivedAt + REPLACED_KEPT_MS;
  for (const item of replaced) merged.push({ type: "forget-stations", item, expiresAt });
  for (const effect of merged) {
    if (effect.type === "window") tally.windows++;
    if (effect.type === "open") tally.opened++;
    if (effect.type === "resolve" || (effect.type === "open" && effect.resolution !== null)) tally.resolved++;
  }
  return { state, effects: merged, tally };
}

/** The fold is pure: where it throws, it would throw at every retry. */
function foldOne(state: SystemState, outcome: PollOutcome, context: FoldContext): Folded {
  try {
    return fold(state, outcome, context);
  } catch (error) {
    throw new FoldFailed(`it cannot be folded: ${messageOf(error)}`, { cause: error });
  }
}

function countVerdict(verdict: Verdict, tally: Tally): void {
  if (verdict === "old") tally.skipped++;
  else if (verdict === "unmatched") tally.failed++;
  else if (verdict !== "retired") tally[verdict]++;
}
