import { takeLook } from "../../functions/core/believed.ts";
import { isLook } from "../../functions/core/context.ts";
import { fold } from "../../functions/core/fold.ts";
import { type Readings, readingsOf, type Snapshot } from "../../functions/core/observation.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import type { PackedCommit, PackedLook } from "../../functions/detect/ports.ts";
import { historyItem } from "../../functions/store/history-store.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import { unpackState } from "../../functions/store/packed-state.ts";
import { unpackEffects } from "../../functions/store/pending-effects.ts";
import { unpackLooks } from "../../functions/store/pending-looks.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import { itemBytes } from "../doubles/tables/item-size.ts";
import { contextOf, cpuOf, recordsOf } from "./detect-bench.ts";
import { median, type Result, result } from "./results.ts";

const ROUNDS = 41;
const WARM_UP = 5;
/** Of what may be slower polls nothing is promised: more changes between two. */
const INTERVAL_MS_MAX = 125_000;
const STATIONS = 1_500;
const WRITE_UNIT_BYTES = 1_024;
const EFFECTS_BYTES_MAX = 64_000_000;
const SEQUENCE_NUMBER = `49${"7".repeat(54)}`;
/** As long as the name of a list of ids is. */
const LIST = `stations/${Date.UTC(2026, 4, 4)}-0123456789ab`;
const context = contextOf(PLAIN_RULES);

interface Kept {
  readonly stations: number;
  readonly look: PackedLook;
  /** The size of the state's item with and without the look. */
  readonly stateBytes: number;
  readonly bareBytes: number;
}

/** Measures what history costs: its bytes, its write units, and the CPU of the detect path with it and without. */
export function benchHistory(name: string, snapshots: readonly Snapshot[]): Result[] {
  if (intervalOf(snapshots) > INTERVAL_MS_MAX) return [];
  const bytes = keptOf(snapshots).map(({ look, stations }) => look.bytes.length / stations);
  const units = keptOf(enlarged(snapshots)).map(unitsOf);
  const records = recordsOf(snapshots);
  return [
    result(`look of ${name}, mean, keys included`, mean(bytes), "bytes a station", 0.4),
    result(
      `look of ${name} at ${STATIONS} stations, mean, with its bytes in the state`,
      mean(units),
      "write units",
      1.6,
    ),
    ...(["cold", "warm"] as const).map((from) =>
      result(
        `detect path of ${name} with history, CPU by that without, ${from}`,
        costOf(records, from),
        "times",
        1.05,
      ),
    ),
  ];
}

/** Both ways in turn, so that a change in the machine's speed affects both. */
function costOf(records: readonly string[], from: "warm" | "cold"): number {
  const bare: number[] = [];
  const kept: number[] = [];
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const without = cpuOf(() => detectAll(records, from, false));
    const withHistory = cpuOf(() => detectAll(records, from, true));
    if (round < 0) continue;
    bare.push(without);
    kept.push(withHistory);
  }
  return median(kept) / median(bare);
}

/** The detector without the network, one record a batch: unpacked unless it is warm, decoded, folded, packed. */
function detectAll(records: readonly string[], from: "warm" | "cold", hasHistory: boolean): void {
  const store = new StateStore(null as never, "unused");
  let state = NEW_SYSTEM;
  let packed = store.pack(state, []);
  for (const record of records) {
    const known = from === "warm" ? state : unpacked(packed);
    const message = decodeRecord(Buffer.from(record, "base64"), context.arrivedAt);
    if (message.type !== "snapshot") throw new Error(`not a snapshot: ${message.type}`);
    const folded = fold(known, message, context);
    if (!hasHistory) {
      state = folded.state;
      packed = store.pack(state, folded.effects);
    } else if (isLook(folded)) {
      const at = message.fetchedAt;
      const taken = takeLook(known, folded, at, context);
      state = taken.state;
      const bytes = packLook(taken.look, SEQUENCE_NUMBER);
      packed = store.pack(state, folded.effects, [{ at, expiresAt: at + 1, hasColumns: true, bytes }]);
    }
  }
}

/** Unpacks what an item holds, as a container does that has not seen its system before. */
function unpacked({ state, columns, pending, packedLooks }: PackedCommit): SystemState {
  unpackEffects(pending, EFFECTS_BYTES_MAX);
  unpackLooks(packedLooks, LIST);
  return unpackState(columns, state);
}

function keptOf(snapshots: readonly Snapshot[]): Kept[] {
  const store = new StateStore(null as never, "unused");
  let state = NEW_SYSTEM;
  return snapshots.flatMap((snapshot) => {
    const folded = fold(state, snapshot, context);
    if (!isLook(folded)) return [];
    const at = snapshot.fetchedAt;
    const taken = takeLook(state, folded, at, context);
    state = taken.state;
    const bytes = packLook(taken.look, SEQUENCE_NUMBER);
    const look = { at, expiresAt: at + 400 * 86_400_000, hasColumns: true, bytes };
    const bareBytes = store.pack(folded.state, folded.effects).sizeBytes;
    const stateBytes = store.pack(state, folded.effects, [look]).sizeBytes;
    return [{ stations: state.stationIds.length, look, stateBytes, bareBytes }];
  });
}

function unitsOf({ look, stateBytes, bareBytes }: Kept): number {
  const item = historyItem("a-city", { ...look, stationsItem: LIST });
  const units = (bytes: number) => Math.ceil(bytes / WRITE_UNIT_BYTES);
  return units(itemBytes(item)) + units(stateBytes) - units(bareBytes);
}

/** A city of several times the tape's stations, each part at another time of the tape, so that keys and changes differ. */
function enlarged(snapshots: readonly Snapshot[]): Snapshot[] {
  const copies = Math.ceil(STATIONS / (snapshots[0]?.stations.stationIds.length ?? STATIONS));
  return snapshots.map((snapshot, index) => {
    const parts = Array.from({ length: copies }, (_, copy) => {
      const { stations } = snapshots[(index + copy * 37) % snapshots.length] ?? snapshot;
      return observed(stations, copy);
    });
    const own = parts.flat().slice(0, STATIONS);
    return { ...snapshot, stations: readingsOf(own) };
  });
}

function observed({ stationIds, vehicles, docks, flags }: Readings, copy: number) {
  return stationIds.map((stationId, index) => ({
    stationId: `${copy}/${stationId}`,
    vehicles: vehicles[index] ?? null,
    docks: docks[index] ?? null,
    flags: flags[index] ?? 0,
  }));
}

function intervalOf(snapshots: readonly Snapshot[]): number {
  return median(
    snapshots.slice(1).map(({ fetchedAt }, index) => fetchedAt - (snapshots[index]?.fetchedAt ?? 0)),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
