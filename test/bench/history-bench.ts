import { takeLook } from "../../functions/core/believed.ts";
import { fold } from "../../functions/core/fold.ts";
import { type Readings, readingsOf, type Snapshot } from "../../functions/core/observation.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import type { PackedLook } from "../../functions/detect/ports.ts";
import { historyItem } from "../../functions/store/history-store.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import { decodeRecord } from "../../functions/stream/records.ts";
import { itemBytes } from "../doubles/tables/item-size.ts";
import { contextOf, cpuOf, recordsOf } from "./detect-bench.ts";
import { median, type Result, result } from "./results.ts";

const ROUNDS = 31;
/** Of what may be slower polls nothing is promised: more changes between two. */
const INTERVAL_MS_MAX = 125_000;
const STATIONS = 1_500;
const WRITE_UNIT_BYTES = 1_024;
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
  const bare: number[] = [];
  const kept: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    bare.push(cpuOf(() => detectAll(records, false)));
    kept.push(cpuOf(() => detectAll(records, true)));
  }
  return [
    result(`look of ${name}, mean, keys included`, mean(bytes), "bytes a station", 0.4),
    result(
      `look of ${name} at ${STATIONS} stations, mean, with its bytes in the state`,
      mean(units),
      "write units",
      1.6,
    ),
    result(
      `detect path of ${name} with history, CPU by that without`,
      median(kept) / median(bare),
      "times",
      1.05,
    ),
  ];
}

/** The detector without the network, one record a batch: decoded, folded, packed. */
function detectAll(records: readonly string[], hasHistory: boolean): void {
  const store = new StateStore(null as never, "unused");
  let state = NEW_SYSTEM;
  for (const record of records) {
    const message = decodeRecord(Buffer.from(record, "base64"), context.arrivedAt);
    if (message.type !== "snapshot") throw new Error(`not a snapshot: ${message.type}`);
    const { verdict, ...folded } = fold(state, message, context);
    if (!hasHistory) {
      state = folded.state;
      store.pack(state, folded.effects);
    } else if (verdict !== "old") {
      const at = message.fetchedAt;
      const taken = takeLook(state, { ...folded, verdict }, at, PLAIN_RULES.version, at + 1);
      state = taken.state;
      const bytes = packLook(taken.look, SEQUENCE_NUMBER);
      store.pack(state, folded.effects, [{ at, expiresAt: at + 1, hasColumns: true, bytes }]);
    }
  }
}

function keptOf(snapshots: readonly Snapshot[]): Kept[] {
  const store = new StateStore(null as never, "unused");
  let state = NEW_SYSTEM;
  return snapshots.flatMap((snapshot) => {
    const { verdict, ...folded } = fold(state, snapshot, context);
    if (verdict === "old") return [];
    const at = snapshot.fetchedAt;
    const taken = takeLook(state, { ...folded, verdict }, at, PLAIN_RULES.version, at + 1);
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
