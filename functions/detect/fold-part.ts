import { emptyIn } from "../core/alerts.ts";
import type { Look } from "../core/believed.ts";
import type { Verdict } from "../core/context.ts";
import { coalesce, type Effect } from "../core/effects.ts";
import { endStanding } from "../core/standing-alerts.ts";
import type { SystemState } from "../core/state.ts";
import { foldRecord } from "./fold-record.ts";
import type { ArrivedRecord, DetectWorld, PackedCommit, PackedLook } from "./ports.ts";
import type { Base } from "./read-state.ts";
import { replacedItems } from "./replaced-items.ts";
import { putRoster, rosterOf } from "./roster.ts";
import { newTally, type Tally } from "./tally.ts";

/** A commit has at most this many bytes: DynamoDB takes items of 400 KB, and the next commit must fit too. */
const COMMIT_BYTES_MAX = 300_000;

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
  for (let most = records.length; ; ) {
    const { taken, state, effects, looks, tally } = await foldAll(
      systemId,
      records.slice(0, most),
      base,
      world,
      counted,
    );
    if (state === base.state) return { taken, packed: null, tally };
    const packed = world.states.pack(state, effects, looks);
    // What a single record changes may be more: the store then keeps it in several items.
    if (packed.sizeBytes <= COMMIT_BYTES_MAX || taken === 1) return { taken, packed, tally };
    most = Math.ceil(taken / 2);
  }
}

/** What the records come to, up to the first that belongs to another commit. */
interface FoldedAll {
  readonly taken: number;
  readonly state: SystemState;
  readonly effects: Effect[];
  readonly looks: readonly PackedLook[];
  readonly tally: Tally;
}

async function foldAll(
  systemId: string,
  records: readonly ArrivedRecord[],
  base: Base,
  world: DetectWorld,
  counted: Tally,
): Promise<FoldedAll> {
  const tally = newTally();
  const settings = world.settingsOf(systemId);
  const effects: Effect[] = [];
  const looks: PackedLook[] = [];
  let state = base.state;
  let taken = records.length;
  for (const [index, record] of records.entries()) {
    const { message, arrivedAt } = record;
    if (message.type === "unreadable") continue;
    if (message.type === "roster") {
      await putRoster(record, message, world, counted);
      continue;
    }
    const roster = await rosterOf(record, systemId, world, counted);
    const context = { ...settings, arrivedAt, roster };
    const folded = foldRecord(state, message, context);
    // All looks of a commit count by the list of ids that it names.
    if (folded.state.stationIds !== state.stationIds && state !== base.state) {
      taken = index;
      break;
    }
    if (state === base.state && folded.state !== state) {
      const standing = base.loss?.standing ?? [];
      effects.push(...endStanding(standing, message.fetchedAt, emptyIn(folded.state), context));
      effects.push(...replacedItems(base, folded.state, arrivedAt));
    }
    for (const effect of folded.effects) effects.push(effect);
    if (folded.look !== null) looks.push(packLook(folded.look, record, settings.windowRetentionMs, world));
    state = folded.state;
    countVerdict(folded.verdict, tally);
  }
  for (const { type } of effects) {
    if (type === "window") tally.windows++;
    if (type === "open") tally.opened++;
    if (type === "resolve") tally.resolved++;
  }
  return { taken, state, effects: coalesce(effects), looks, tally };
}

function packLook(
  look: Look,
  { arrivedAt, sequenceNumber }: ArrivedRecord,
  retentionMs: number,
  { looks }: DetectWorld,
): PackedLook {
  const { at, believed } = look.past;
  const bytes = looks.pack(look, sequenceNumber);
  return { at, expiresAt: arrivedAt + retentionMs, hasColumns: believed !== null, bytes };
}

function countVerdict(verdict: Verdict, tally: Tally): void {
  if (verdict === "old") tally.skipped++;
  else if (verdict === "unmatched") tally.failed++;
  else if (verdict !== "retired") tally[verdict]++;
}
