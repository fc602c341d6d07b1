import type { FoldContext } from "../../functions/core/context.ts";
import { fold } from "../../functions/core/fold.ts";
import type { Snapshot } from "../../functions/core/observation.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { packState, unpackState } from "../../functions/store/packed-state.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { decodeRecord, encodeRecord } from "../../functions/stream/records.ts";
import { median, type Result, result } from "./results.ts";

const ROUNDS = 21;
const CONTEXT: FoldContext = {
  ruleBook: PLAIN_RULES,
  arrivedAt: Date.UTC(2030, 0),
  alertRetentionMs: 86_400_000,
  windowRetentionMs: 86_400_000,
  roster: null,
};

/**
 * The detector without the network, one record a batch, against decoding and parsing the same records; and the
 * size of what it stores.
 */
export function benchDetect(name: string, snapshots: readonly Snapshot[]): Result[] {
  const records = snapshots.map((snapshot) => Buffer.from(encodeRecord(snapshot)).toString("base64"));
  const floors: number[] = [];
  const paths: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    floors.push(
      cpuOf(() => {
        for (const record of records) JSON.parse(Buffer.from(record, "base64").toString("utf8"));
      }),
    );
    paths.push(cpuOf(() => void detectAll(records)));
  }
  const ratio = median(paths) / median(floors);
  return [
    result(`detect path of ${name} / base64 and JSON.parse, CPU`, ratio, "times", 3.5),
    result(`stored state of ${name}, median`, median(bytesPerStation(snapshots)), "bytes a station", 7),
  ];
}

function detectAll(records: readonly string[]): SystemState {
  let state = NEW_SYSTEM;
  let packed = packState(state);
  for (const record of records) {
    const message = decodeRecord(Buffer.from(record, "base64"), CONTEXT.arrivedAt);
    if (message.type !== "snapshot") throw new Error(`not a snapshot: ${message.type}`);
    state = fold(unpackState(packed, state), message, CONTEXT).state;
    packed = packState(state);
  }
  return state;
}

/** The whole item without its pending effects and the ids, as StateStore counts it. */
function bytesPerStation(snapshots: readonly Snapshot[]): number[] {
  const store = new StateStore(null as never, "unused");
  let state = NEW_SYSTEM;
  return snapshots.map((snapshot) => {
    state = fold(state, snapshot, CONTEXT).state;
    return store.pack(state, []).sizeBytes / state.stationIds.length;
  });
}

function cpuOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
