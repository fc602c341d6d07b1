import type { FoldContext } from "../../functions/core/context.ts";
import { fold } from "../../functions/core/fold.ts";
import type { Snapshot } from "../../functions/core/observation.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { packState, unpackState } from "../../functions/store/packed-state.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { decodeRecord, encodeRecord } from "../../functions/stream/records.ts";
import { median, type Result, result } from "./results.ts";
import type { BenchSnapshots } from "./tapes.ts";

const ROUNDS = 21;

/** The modules of a detect path: this version's, or another's. */
export interface DetectModules {
  readonly decodeRecord: typeof decodeRecord;
  readonly fold: typeof fold;
  readonly packState: typeof packState;
  readonly unpackState: typeof unpackState;
  readonly NEW_SYSTEM: SystemState;
}

const TODAY: DetectModules = { decodeRecord, fold, packState, unpackState, NEW_SYSTEM };

export function contextOf(ruleBook: FoldContext["ruleBook"]): FoldContext {
  const retention = { alertRetentionMs: 86_400_000, windowRetentionMs: 86_400_000 };
  return { ruleBook, arrivedAt: Date.UTC(2030, 0), roster: null, ...retention };
}

export function recordsOf(
  snapshots: readonly Snapshot[],
  encode: typeof encodeRecord = encodeRecord,
): string[] {
  return snapshots.map((snapshot) => Buffer.from(encode(snapshot)).toString("base64"));
}

/**
 * Compares the detector without the network, one record a batch, with decoding and parsing the same records in wire
 * version 1. Also measures the stored state's size. Warm: the unpacked state is remembered from batch to batch.
 */
export function benchDetect(name: string, { snapshots, yardstick }: BenchSnapshots): Result[] {
  const records = recordsOf(snapshots);
  const floors: number[] = [];
  const warm: number[] = [];
  const cold: number[] = [];
  const context = contextOf(PLAIN_RULES);
  for (let round = 0; round < ROUNDS; round++) {
    floors.push(
      cpuOf(() => {
        for (const record of yardstick) JSON.parse(Buffer.from(record, "base64").toString("utf8"));
      }),
    );
    warm.push(cpuOf(() => detectAll(records, "warm", context)));
    cold.push(cpuOf(() => detectAll(records, "cold", context)));
  }
  const floor = median(floors);
  const what = `detect path of ${name}, CPU by that of parsing version 1`;
  return [
    result(`${what}, warm`, median(warm) / floor, "times", 2.6),
    result(`${what}, cold`, median(cold) / floor, "times", 3.5),
    result(`stored state of ${name}, median`, median(bytesPerStation(snapshots)), "bytes a station", 7),
  ];
}

export function detectAll(
  records: readonly string[],
  from: "warm" | "cold",
  context: FoldContext,
  modules: DetectModules = TODAY,
): void {
  let state = modules.NEW_SYSTEM;
  let packed = modules.packState(state);
  for (const record of records) {
    const message = modules.decodeRecord(Buffer.from(record, "base64"), context.arrivedAt);
    if (message.type !== "snapshot") throw new Error(`not a snapshot: ${message.type}`);
    const known = from === "warm" ? state : modules.unpackState(packed, state);
    state = modules.fold(known, message, context).state;
    packed = modules.packState(state);
  }
}

/** The size of the whole item as StateStore counts it, without its pending effects and the ids. */
function bytesPerStation(snapshots: readonly Snapshot[]): number[] {
  const store = new StateStore(null as never, "unused");
  let state = NEW_SYSTEM;
  return snapshots.map((snapshot) => {
    state = fold(state, snapshot, contextOf(PLAIN_RULES)).state;
    return store.pack(state, []).sizeBytes / state.stationIds.length;
  });
}

/** Returns user and system time in microseconds. */
export function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
