import { deflateRawSync } from "node:zlib";
import type { Item } from "../doubles/tables/expressions.ts";
import type { World } from "./world.ts";

/** What can happen to a state behind everybody's back; its mark, its version and its pending effects stay readable. */
const SPOILED: readonly ((state: Item, world: World) => void)[] = [
  ({ systemId, stationsItem: item }, { tables }) => tables.remove("state", { systemId, item }),
  ({ systemId, stationsItem: item }, { tables }) =>
    tables.write("state", { systemId, item, ids: deflateRawSync('["a"') }),
  (state, { tables }) => tables.write("state", { ...state, columns: Buffer.from("garbage") }),
  (state, { tables }) =>
    tables.write("state", { ...state, columns: (state.columns as Uint8Array).subarray(1) }),
];

/** Spoils the state of one system, if it has one. */
export function spoilState(world: World): void {
  const { random, tables, systems, ledger } = world;
  const systemId = systems[random.below(systems.length)] ?? "";
  const state = tables.read("state", { systemId, item: "state" });
  const spoil = SPOILED[random.below(SPOILED.length)];
  if (state === undefined || spoil === undefined) return;
  ledger.writer = null;
  ledger.spoiled.add(systemId);
  spoil(state, world);
  world.tell(`spoiled the state of ${systemId}`);
}
