import { pastOfTape } from "../../cli/replay/past.ts";
import { pollTape } from "../../cli/replay/polls.ts";
import { play, Replay } from "../../cli/replay/replay.ts";
import type { Columns } from "../../functions/core/columns.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { packLook, unpackLook } from "../../functions/store/packed-look.ts";
import { HistoryReader } from "../../functions/views/history.ts";
import { openTape } from "../../local/tape/read.ts";
import { type Result, result } from "./results.ts";

const ROUNDS = 3;

/** A look as it lies in the table. */
interface Kept {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly stationIds: readonly string[] | null;
}

/**
 * Compares the CPU time of a replay of a tape's history, from its packed looks on, with that of a replay of the tape, in
 * one process. What reading the table costs is not in it, as reading the file is hardly in the other.
 */
export async function benchPast(name: string, folder: string): Promise<Result> {
  const kept = await keptOf(folder);
  const ways = { tape: [] as number[], history: [] as number[] };
  for (let round = 0; round < ROUNDS; round++) {
    ways.tape.push(await cpuOf(() => replayTape(folder)));
    ways.history.push(await cpuOf(async () => replayHistory(kept)));
  }
  const ratio = Math.min(...ways.history) / Math.min(...ways.tape);
  return result(`replay of the history of ${name} / of the tape, CPU`, ratio, "times", 1.5);
}

/** Packs the looks of a tape as the detector does: whole at the first of each hour, and what has changed at the others. */
async function keptOf(folder: string): Promise<Kept[]> {
  const kept: Kept[] = [];
  let before: { readonly on: number; readonly columns: Columns } | null = null;
  for await (const past of pastOfTape(await openTape(folder), PLAIN_RULES)) {
    const { at, believed } = past;
    const isBuiltOn = believed?.changed != null && before !== null && hourOf(at) === hourOf(before.on);
    kept.push({
      at,
      bytes: packLook({ past, base: isBuiltOn ? before : null }, ""),
      stationIds: believed?.stationIds ?? null,
    });
    if (believed !== null) before = { on: at, columns: believed.columns };
  }
  return kept;
}

function hourOf(at: number): number {
  return Math.floor(at / 3_600_000);
}

async function replayTape(folder: string): Promise<void> {
  const tape = await openTape(folder);
  const replay = new Replay(tape.head.system.systemId, PLAIN_RULES);
  await play({ messages: () => pollTape(tape) }, [replay]);
  replay.replayed();
}

function replayHistory(kept: readonly Kept[]): void {
  const reader = new HistoryReader();
  const replay = new Replay("past", PLAIN_RULES);
  for (const { at, bytes, stationIds } of kept) {
    replay.takePast(reader.read({ at, look: unpackLook(bytes, at), stationIds, problem: null }));
  }
  replay.replayed();
}

/** Returns user and system time in microseconds. */
async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
