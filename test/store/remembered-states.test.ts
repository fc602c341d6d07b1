import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import type { StoredState } from "../../functions/detect/ports.ts";
import { type ItemOfState, RememberedStates } from "../../functions/store/remembered-states.ts";
import { STATE_ITEM, StateStore } from "../../functions/store/state-store.ts";
import { anOpening, at, reading, run, snapshot } from "../core/builders.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";

const ITEM: ItemOfState = {
  format: 3,
  version: 7,
  stationsItem: "stations/1-abc",
  markAt: "2026-05-04T08:00:00.000Z",
  snapshotAt: null,
  columns: Uint8Array.of(1, 2, 3),
  pending: "[]",
};

function stored(stations: number): StoredState {
  const { state } = run([]);
  const stationIds = Array.from({ length: stations }, (_, index) => `${index}`);
  return {
    state: { ...state, stationIds },
    version: 7,
    stationsItem: ITEM.stationsItem,
    ruleVersion: null,
    pending: [],
    looks: [],
  };
}

describe("a remembered state is given", () => {
  const known = stored(2);

  test("where the item is the same to the byte", () => {
    const states = new RememberedStates();
    states.remember("a", ITEM, known);
    expect(states.recall("a", { ...ITEM, columns: Buffer.from([1, 2, 3]) })).toBe(known);
    expect(states.recall("b", ITEM)).toBeNull();
  });

  test.each<[string, Partial<ItemOfState>]>([
    ["version", { version: 8 }],
    ["format", { format: 2 }],
    ["list of ids", { stationsItem: "stations/2-abc" }],
    ["mark", { markAt: "2026-05-04T08:00:00.001Z" }],
    ["snapshot", { snapshotAt: "2026-05-04T08:00:00.000Z" }],
    ["columns", { columns: Uint8Array.of(1, 2, 4) }],
    ["length of columns", { columns: Uint8Array.of(1, 2) }],
    ["pending effects", { pending: "[{}]" }],
    ["way of packing the effects", { pending: Uint8Array.of(1) }],
  ])("and not where another %s is there", (_what, change) => {
    const states = new RememberedStates();
    states.remember("a", ITEM, known);
    expect(states.recall("a", { ...ITEM, ...change })).toBeNull();
  });

  test("for as long as all of them together have at most 20,000 stations, the longest remembered goes first", () => {
    const states = new RememberedStates();
    const remembered = () => ["a", "b", "c", "d"].filter((id) => states.recall(id, ITEM) !== null);
    states.remember("a", ITEM, stored(8_000));
    states.remember("b", ITEM, stored(8_000));
    states.remember("c", ITEM, stored(4_000));
    expect(remembered()).toEqual(["a", "b", "c"]);
    states.remember("a", ITEM, stored(8_001));
    expect(remembered()).toEqual(["a", "c"]);
    states.remember("d", ITEM, stored(20_001));
    expect(remembered()).toEqual(["a", "c"]);
    states.remember("c", ITEM, stored(20_001));
    expect(remembered()).toEqual(["a"]);
  });

  test("one of no stations counts as one", () => {
    const states = new RememberedStates();
    for (let id = 0; id <= 20_000; id++) states.remember(`${id}`, ITEM, stored(0));
    expect(states.recall("0", ITEM)).toBeNull();
    expect(states.recall("1", ITEM)).not.toBeNull();
  });
});

describe("a store", () => {
  const dynalite = useDynalite();
  const A_STATE = run([snapshot(at(0), reading("a", 0), reading("b", 3))]).state;
  const load = async (store: StateStore, systemId: string) => await store.load(systemId);

  test("gives what it has committed and read, without unpacking it again", async () => {
    const store = new StateStore(dynalite.client, dynalite.tables.state);
    const saved = await store.commit(
      "kept",
      await load(store, "kept"),
      store.pack(A_STATE, [anOpening()]),
      PLAIN_RULES,
    );
    expect(await load(store, "kept")).toBe(saved);
    const other = new StateStore(dynalite.client, dynalite.tables.state);
    const read = await load(other, "kept");
    expect(read).toEqual(saved);
    expect(await load(other, "kept")).toBe(read);
  });

  test("reads the table each time: what another has changed there is seen", async () => {
    const store = new StateStore(dynalite.client, dynalite.tables.state);
    await store.commit("changed", await load(store, "changed"), store.pack(A_STATE, []), PLAIN_RULES);
    await dynalite.client.send(
      new UpdateCommand({
        TableName: dynalite.tables.state,
        Key: { systemId: "changed", item: STATE_ITEM },
        UpdateExpression: "SET version = :version",
        ExpressionAttributeValues: { ":version": 5 },
      }),
    );
    expect(await load(store, "changed")).toMatchObject({ version: 5, state: A_STATE });
  });
});
