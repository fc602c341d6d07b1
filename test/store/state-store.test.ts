import { createHash } from "node:crypto";
import { brotliDecompressSync } from "node:zlib";
import { DeleteCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { RefusedForGood, UnusableItem } from "../../functions/core/refusal.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { forgetObservations, NEW_SYSTEM } from "../../functions/core/state.ts";
import type { StoredState } from "../../functions/detect/ports.ts";
import { FORMAT, packElsewhere, unpackState } from "../../functions/store/packed-state.ts";
import { STATE_ITEM, StateStore } from "../../functions/store/state-store.ts";
import { anOpening, aResolving, at, reading, run, snapshot } from "../core/builders.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";

const dynalite = useDynalite();

function newStore() {
  return new StateStore(dynalite.client, dynalite.tables.state);
}

async function committed(
  store: StateStore,
  systemId: string,
  base: StoredState,
  state = A_STATE,
  effects = [anOpening()],
) {
  const next = await store.commit(systemId, base, store.pack(state, effects), PLAIN_RULES);
  if (next === null) throw new Error("another writer came before");
  return next;
}

const A_STATE = run([snapshot(at(0), reading("a", 0), reading("__proto__", 3))]).state;
const LATER = run([snapshot(at(1), reading("a", 1))], {}, A_STATE).state;
const MORE_STATIONS = run([snapshot(at(2), reading("new", 1))], {}, LATER).state;

test("a system that nobody knows is new, at version 0", async () => {
  expect(await newStore().load("nobody")).toEqual({
    state: NEW_SYSTEM,
    version: 0,
    stationsItem: null,
    ruleVersion: null,
    pending: [],
    looks: [],
  });
});

describe("what was committed", () => {
  test("is loaded by another container as it was, the effects included", async () => {
    const store = newStore();
    const effects = [anOpening(), aResolving({ stationId: "b" })];
    const first = await store.commit(
      "first",
      await store.load("first"),
      store.pack(A_STATE, effects),
      PLAIN_RULES,
    );
    expect(first).toMatchObject({ version: 1, pending: effects });
    expect(await newStore().load("first")).toEqual(first);
  });

  test("has its looks beside the effects, as bytes", async () => {
    const store = newStore();
    const look = { at: at(0), expiresAt: at(60), hasColumns: true, bytes: Uint8Array.of(1, 3, 0) };
    const first = await store.commit(
      "looks-in",
      await store.load("looks-in"),
      store.pack(A_STATE, [], [look]),
      PLAIN_RULES,
    );
    expect(first?.looks).toEqual([{ ...look, stationsItem: first?.stationsItem }]);
    const item = await dynalite.get(dynalite.tables.state, { systemId: "looks-in", item: STATE_ITEM });
    expect(item?.looks).toBeInstanceOf(Uint8Array);
    expect(await newStore().load("looks-in")).toEqual(first);
  });

  test("is followed by the next version, by this container and by others", async () => {
    const store = newStore();
    const first = await committed(store, "next", await store.load("next"));
    const second = await committed(store, "next", first, LATER, []);
    const third = await committed(newStore(), "next", await newStore().load("next"), MORE_STATIONS);
    expect([first.version, second.version, third.version]).toEqual([1, 2, 3]);
    expect(await store.load("next")).toEqual(third);
  });

  test("can be read in the table: the times, how many stations, and few effects", async () => {
    await committed(newStore(), "readable", await newStore().load("readable"));
    expect(
      await dynalite.get(dynalite.tables.state, { systemId: "readable", item: STATE_ITEM }),
    ).toMatchObject({
      format: FORMAT,
      version: 1,
      stations: 2,
      markAt: "2026-05-04T08:00:00.000Z",
      snapshotAt: "2026-05-04T08:00:00.000Z",
      pending: JSON.stringify([anOpening()]),
    });
  });

  test("has many effects deflated, and they come back", async () => {
    const effects = Array.from({ length: 300 }, (_, index) => anOpening({ stationId: `é${index}` }));
    const store = newStore();
    const packed = store.pack(A_STATE, effects);
    expect(packed.pending).toBeInstanceOf(Uint8Array);
    expect(packed.sizeBytes).toBeGreaterThan(packed.columns.length + packed.pending.length);
    await committed(store, "many", await store.load("many"), A_STATE, effects);
    expect((await newStore().load("many")).pending).toEqual(effects);
  });
});

describe("a rival", () => {
  test("that was first makes the commit null and keeps what it wrote", async () => {
    const [store, rival] = [newStore(), newStore()];
    const base = await store.load("rival");
    const won = await committed(rival, "rival", await rival.load("rival"), LATER, []);
    expect(await store.commit("rival", base, store.pack(A_STATE, [anOpening()]), PLAIN_RULES)).toBeNull();
    expect(await store.load("rival")).toEqual(won);
  });

  test("wins at later versions too", async () => {
    const store = newStore();
    const base = await committed(store, "later", await store.load("later"));
    const won = await committed(newStore(), "later", base, LATER, []);
    expect(await store.commit("later", base, store.pack(MORE_STATIONS, []), PLAIN_RULES)).toBeNull();
    expect(await store.load("later")).toEqual(won);
  });

  test("that lost with a list of ids of its own leaves the winner's in place", async () => {
    const [store, loser] = [newStore(), newStore()];
    const base = await committed(store, "ids", await store.load("ids"), LATER);
    const won = await committed(store, "ids", base, MORE_STATIONS);
    const other = run([snapshot(at(2), reading("other", 1))], {}, LATER).state;
    expect(await loser.commit("ids", base, loser.pack(other, []), PLAIN_RULES)).toBeNull();
    expect((await loser.load("ids")).state.stationIds).toEqual(MORE_STATIONS.stationIds);
    expect(await newStore().load("ids")).toEqual(won);
  });
});

describe("the list of ids", () => {
  const itemsOf = async (systemId: string) => {
    const items = await dynalite.itemsOf(dynalite.tables.state, systemId);
    return items.map(({ item }) => String(item)).filter((item) => !item.startsWith("rules/"));
  };

  test("stays as long as no station is new, and has a new name when one is", async () => {
    const store = newStore();
    const first = await committed(store, "list", await store.load("list"));
    const second = await committed(store, "list", first, LATER);
    const third = await committed(store, "list", second, MORE_STATIONS);
    expect(second.stationsItem).toBe(first.stationsItem);
    expect(first.stationsItem).toMatch(/^stations\/1-[0-9a-f]{12}$/);
    expect(third.stationsItem).toMatch(/^stations\/3-[0-9a-f]{12}$/);
    expect(await itemsOf("list")).toEqual([STATE_ITEM, first.stationsItem, third.stationsItem].toSorted());
  });

  test("is in the table before the commit that names it", async () => {
    const store = newStore();
    const base = await store.load("before");
    await committed(newStore(), "before", base);
    expect(await store.commit("before", base, store.pack(MORE_STATIONS, []), PLAIN_RULES)).toBeNull();
    expect(await itemsOf("before")).toHaveLength(3);
  });

  test("that is gone is an error, not an empty list", async () => {
    const store = newStore();
    const { stationsItem } = await committed(store, "gone", await store.load("gone"));
    const Key = { systemId: "gone", item: stationsItem };
    await dynalite.client.send(new DeleteCommand({ TableName: dynalite.tables.state, Key }));
    await expect(newStore().load("gone")).rejects.toThrow(
      `the state of gone cannot be used: it names ${stationsItem}, which is not there`,
    );
  });
});

test("a state of a newer format is never read, nor overwritten as if the system were new", async () => {
  const Item = { systemId: "newer", item: STATE_ITEM, format: FORMAT + 1, version: 9 };
  await dynalite.client.send(new PutCommand({ TableName: dynalite.tables.state, Item }));
  const store = newStore();
  await expect(store.load("newer")).rejects.toThrow(
    `the state of newer has format ${FORMAT + 1}, expected at most ${FORMAT}: newer code wrote it`,
  );
  await expect(store.load("newer")).rejects.not.toBeInstanceOf(RefusedForGood);
  const unread: StoredState = {
    state: NEW_SYSTEM,
    version: 0,
    stationsItem: null,
    ruleVersion: null,
    pending: [],
    looks: [],
  };
  expect(await store.commit("newer", unread, store.pack(A_STATE, []), PLAIN_RULES)).toBeNull();
});

describe("what one item has no room for is kept in several, and comes back:", () => {
  const noise = (index: number) => createHash("sha512").update(`${index}`).digest("base64");

  test("more effects", async () => {
    const effects = Array.from({ length: 8_000 }, (_, index) => anOpening({ stationName: noise(index) }));
    const store = newStore();
    const stored = await store.commit(
      "large",
      await store.load("large"),
      store.pack(A_STATE, effects),
      PLAIN_RULES,
    );
    expect(stored?.overflowItem).toMatch(/^overflow\/1-[0-9a-f]{12}\.2$/);
    expect(await newStore().load("large")).toEqual(stored);
    expect(await store.load("large")).toEqual(stored);
    const next = await committed(store, "large", stored as StoredState, LATER);
    expect(await newStore().load("large")).toEqual(next);
    expect(next.overflowItem).toBeUndefined();
  });

  test("more looks", async () => {
    const looks = Array.from({ length: 3 }, (_, index) => ({
      at: at(index),
      expiresAt: at(index + 60),
      hasColumns: index !== 1,
      bytes: Buffer.from(noise(index).repeat(1_600 + index)),
    }));
    const store = newStore();
    const stored = await store.commit(
      "looks",
      await store.load("looks"),
      store.pack(A_STATE, [anOpening()], looks),
      PLAIN_RULES,
    );
    expect(stored?.overflowItem).toMatch(/^overflow\/1-/);
    const { stationsItem } = stored ?? {};
    const lists = [stationsItem, null, stationsItem];
    expect(stored?.looks).toEqual(looks.map((look, index) => ({ ...look, stationsItem: lists[index] })));
    expect(await newStore().load("looks")).toEqual(stored);
  });

  test("more ids", async () => {
    const readings = Array.from({ length: 7_000 }, (_, index) => reading(noise(index), 1));
    const { state } = run([snapshot(at(0), ...readings)]);
    const store = newStore();
    const stored = await store.commit("long", await store.load("long"), store.pack(state, []), PLAIN_RULES);
    expect(stored?.stationsItem).toMatch(/^stations\/1-[0-9a-f]{12}\.2$/);
    expect((await newStore().load("long")).state.stationIds).toEqual(state.stationIds);
  });

  test.each(["overflow", "stations"])("a lost part of the %s makes the state unusable", async (kind) => {
    const readings = Array.from({ length: 7_000 }, (_, index) => reading(noise(index), 1));
    const { state } = run([snapshot(at(0), ...readings)]);
    const effects = Array.from({ length: 8_000 }, (_, index) => anOpening({ stationName: noise(index) }));
    const store = newStore();
    const systemId = `lost-${kind}`;
    await store.commit(systemId, await store.load(systemId), store.pack(state, effects), PLAIN_RULES);
    const items = await dynalite.itemsOf(dynalite.tables.state, systemId);
    const item = items
      .map((one) => String(one.item))
      .find((one) => one.startsWith(kind) && one.endsWith("/2"));
    await dynalite.client.send(
      new DeleteCommand({ TableName: dynalite.tables.state, Key: { systemId, item } }),
    );
    await expect(newStore().load(systemId)).rejects.toBeInstanceOf(UnusableItem);
  });

  test("older code takes the item for newer code's", async () => {
    const packed = packElsewhere(3);
    const frame = { stationIds: ["a", "b", "c"], markAt: at(0), snapshotAt: null };
    expect(() => unpackState(packed, frame)).toThrow("its columns are elsewhere, and it does not say where");
    // 7 is the number of that part, which format 3 did not have at first.
    expect([...brotliDecompressSync(packed)]).toEqual([3, 7, 0]);
  });
});

describe("refused for good, with nothing written, is", () => {
  test("what packs small but could not be read again", async () => {
    const stationIds = Array.from({ length: 64_000 }, (_, column) => `${"x".repeat(250)}${column}`);
    const state = forgetObservations({ ...A_STATE, stationIds });
    const store = newStore();
    const base = await store.load("ids");
    await expect(store.commit("ids", base, store.pack(state, []), PLAIN_RULES)).rejects.toThrow(
      RefusedForGood,
    );
    expect(await newStore().load("ids")).toEqual(base);
  });
});
