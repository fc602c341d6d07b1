import { pollTape } from "../../cli/replay/polls.ts";
import { takeLook } from "../../functions/core/believed.ts";
import { isLook } from "../../functions/core/context.ts";
import { FLAGS_MAX } from "../../functions/core/flags.ts";
import { fold } from "../../functions/core/fold.ts";
import type { Readings } from "../../functions/core/observation.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import type { Tape } from "../../local/tape/read.ts";
import { contextOf } from "../core/builders.ts";
import { readBack } from "../store/read-back.ts";

/** What the polls of a tape said, and what its history says, a line for each station and believed poll. */
export interface TapeHistory {
  readonly polled: readonly string[];
  readonly kept: readonly string[];
}

/**
 * Plays a tape under the plain rules, which believe every poll, packs each look and reads all of them back. What the
 * polls said is taken from the records alone.
 */
export async function historyOfTape(tape: Tape): Promise<TapeHistory> {
  const polled: string[] = [];
  const looks: { at: number; bytes: Uint8Array; stations: number; stationIds: readonly string[] }[] = [];
  let newest: Readings | null = null;
  let state: SystemState = NEW_SYSTEM;
  for await (const message of pollTape(tape)) {
    if (message.type === "roster") continue;
    const { fetchedAt: at } = message;
    if (message.type === "snapshot") newest = message.stations;
    if (message.type !== "failed" && newest !== null) polled.push(...linesOf(at, newest));
    const folded = fold(state, message, contextOf());
    if (!isLook(folded)) continue;
    const taken = takeLook(state, folded, at, contextOf());
    state = taken.state;
    const { believed } = taken.look.past;
    if (believed === null) continue;
    const { stationIds } = believed;
    looks.push({ at, bytes: packLook(taken.look, "7"), stations: stationIds.length, stationIds });
  }
  const idsAt = new Map(looks.map(({ at, stationIds }) => [at, stationIds]));
  const kept = [...readBack(looks)].flatMap(([at, { present, ...columns }]) => {
    const stationIds = idsAt.get(at) ?? [];
    return linesOf(at, { stationIds, ...columns }).filter((_, column) => present[column]);
  });
  return { polled: polled.toSorted(), kept: kept.toSorted() };
}

function linesOf(at: number, { stationIds, vehicles, docks, flags }: Readings): string[] {
  return stationIds.map((stationId, column) =>
    JSON.stringify([at, stationId, vehicles[column], docks[column], (flags[column] ?? 0) & FLAGS_MAX]),
  );
}
