import { deflateRawSync } from "node:zlib";
import type { Item } from "../doubles/tables/expressions.ts";
import type { World } from "./world.ts";

type Spoil = (state: Item, world: World) => void;

/** What can happen to a state behind everybody's back; its mark, its version and its pending effects stay readable. */
const SPOILED_LISTS: readonly Spoil[] = [
  ({ systemId, stationsItem: item }, { tables }) => tables.remove("state", { systemId, item }),
  ({ systemId, stationsItem: item }, { tables }) =>
    tables.write("state", { systemId, item, ids: deflateRawSync('["a"') }),
];
const SPOILED_COLUMNS: readonly Spoil[] = [
  (state, { tables }) => tables.write("state", { ...state, columns: Buffer.from("garbage") }),
  (state, { tables }) =>
    tables.write("state", { ...state, columns: (state.columns as Uint8Array).subarray(1) }),
];

/** Spoils the state of one system, if it has one. */
export function spoilState(world: World): void {
  const { random, tables, systems, ledger } = world;
  const systemId = systems[random.below(systems.length)] ?? "";
  const state = tables.read("state", { systemId, item: "state" });
  // Columns that are kept apart stand beside the pending effects.
  const hasColumns = state?.overflowItem === undefined;
  const ways = hasColumns ? [...SPOILED_LISTS, ...SPOILED_COLUMNS] : SPOILED_LISTS;
  const spoil = ways[random.below(ways.length)];
  if (state === undefined || spoil === undefined) return;
  ledger.writer = null;
  ledger.spoiled.add(systemId);
  if (SPOILED_LISTS.includes(spoil)) ledger.spoiledLists.add(`${systemId}/${state.stationsItem}`);
  spoil(state, world);
  world.tell(`spoiled the state of ${systemId}`);
}
