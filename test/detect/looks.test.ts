import { inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { isoTime } from "../../functions/core/iso-time.ts";
import { detect } from "../../functions/detect/detect.ts";
import { unpackLook } from "../../functions/store/packed-look.ts";
import { at, failed, MINUTE_MS, reading, retired, unchanged } from "../core/builders.ts";
import { looksOf } from "../core/looks.ts";
import { comparable, readBack } from "../store/read-back.ts";
import { container, MemoryStores, RETENTION } from "./memory-world.ts";
import { arrived, sequenceNumber, snapshotOf } from "./records.ts";

const DAY_MS = 86_400_000;

function historyOf(stores: MemoryStores) {
  return [...stores.items("history").values()].map((item) => {
    const time = Date.parse(String(item.at));
    return { ...item, at: time, read: unpackLook(item.look as Uint8Array, time) };
  });
}

function listOf(stores: MemoryStores, item: unknown): readonly string[] {
  const list = stores.tables.read("state", { systemId: "hill", item });
  return JSON.parse(inflateRawSync(list?.ids as Uint8Array).toString()) as string[];
}

const POLLS = [
  snapshotOf("hill", at(0), reading("a", 1), reading("b", 2)),
  failed(at(1)),
  snapshotOf("hill", at(2), reading("a", 1), reading("b", 2), reading("c", 3)),
  { ...unchanged(at(3), at(2)), systemId: "hill" },
  retired(at(4)),
  snapshotOf("hill", at(5), reading("c", 4)),
].map((poll) => ({ ...poll, systemId: "hill" }));

test("each record that moved the mark is a look in the table, and what was believed can be read back", async () => {
  const stores = new MemoryStores();
  const records = arrived([...POLLS, POLLS[1] ?? failed(at(1))]);
  await detect(records, container(stores));
  const items = historyOf(stores);
  expect(items.map(({ read }) => read.verdict)).toEqual([
    "observed",
    "failed",
    "observed",
    "observed",
    "retired",
    "observed",
  ]);
  expect(items.map(({ read }) => read.sequenceNumber)).toEqual(
    POLLS.map((_, index) => sequenceNumber(index)),
  );
  const withIds = items.map((item) => {
    const { stations } = item as { readonly stations?: unknown };
    return stations === undefined ? null : listOf(stores, stations);
  });
  expect(withIds).toEqual([["a", "b"], null, ["a", "b", "c"], ["a", "b", "c"], null, ["c"]]);
  const { looks } = looksOf(POLLS);
  const believed = readBack(
    items.map(({ at, read: _read, ...item }, index) => ({
      at,
      bytes: (item as unknown as { look: Uint8Array }).look,
      stations: withIds[index]?.length ?? 0,
    })),
  );
  const expected = looks.flatMap(({ past }) =>
    past.believed === null ? [] : [[past.at, past.believed.columns]],
  );
  expect([...believed].map(([time, columns]) => [time, comparable(columns)])).toEqual(expected);
});

test("a commit ends before a record that changes the list of ids, unless that is its first", async () => {
  const stores = new MemoryStores();
  await detect(arrived(POLLS), container(stores));
  // The first two, the third to the fifth, the last, which drops columns.
  expect(stores.done.filter((call) => call === "commit hill")).toHaveLength(3);
});

describe("a look that is refused for good", () => {
  test("becomes a fault with its bytes, and the flush goes on", async () => {
    const stores = new MemoryStores();
    const refusesLook = ({ at: time }: { readonly at: number }) => time === at(1);
    const detected = await detect(arrived(POLLS.slice(0, 2)), container(stores, { refusesLook }));
    expect(detected).toMatchObject({ retryFrom: null, tally: { faults: 1, observed: 1, failed: 1 } });
    expect(stores.faults).toMatchObject([
      { systemId: "hill", reason: "the look is too large", record: null, items: [{ at: at(1) }] },
    ]);
    const [kept] = stores.faults[0]?.items ?? [];
    expect(unpackLook(kept?.bytes as Uint8Array, at(1)).reason).toBe("it answered 503");
    expect(historyOf(stores).map((item) => item.at)).toEqual([at(0)]);
  });
});

test("a look that fails is put with the next batch, and history delays no alert", async () => {
  const stores = new MemoryStores();
  const fails = (port: string) => (port === "put-look" ? ("before" as const) : null);
  const empty = snapshotOf("hill", at(1), reading("a", 0), reading("b", 2));
  const detected = await detect(arrived([POLLS[0] ?? empty, empty]), container(stores, { fails }));
  expect(detected.retryFrom).toBe(sequenceNumber(0));
  expect(stores.items("alerts").size).toBe(1);
  expect(stores.announced).toHaveLength(1);
  expect(historyOf(stores)).toEqual([]);
  await detect(arrived([empty]), container(stores));
  expect(historyOf(stores).map((item) => item.at)).toEqual([at(0), at(1)]);
});

test("the looks of a state that cannot be used are put before it begins anew, with a hole after them", async () => {
  const stores = new MemoryStores();
  const fails = (port: string) => (port === "put-look" ? ("before" as const) : null);
  await detect(arrived(POLLS.slice(0, 1)), container(stores, { fails }));
  const item = stores.stateItem("hill") ?? {};
  stores.tables.write("state", { ...item, columns: Buffer.from("garbage") });
  await detect(arrived([POLLS[2] ?? failed(at(2))]), container(stores));
  const items = historyOf(stores);
  expect(items.map(({ at: time }) => time)).toEqual([at(0), at(2)]);
  expect(items.map((one) => (one as unknown as { stations: string }).stations.split("-")[0])).toEqual([
    `stations/${at(0)}`,
    `stations/${at(2)}`,
  ]);
  expect(items[1]?.read).toMatchObject({ previousAt: at(0), seen: { columns: { type: "key" } } });
});

describe("a list of ids that has a successor", () => {
  const expiryOf = (stores: MemoryStores, itemName: string) => {
    const lists = [...stores.items("state")].filter(([key]) => key.includes(itemName));
    return lists.map(([, { expiresAt }]) => Number(expiresAt) * 1_000)[0];
  };
  // Records arrive a second apart, from at(0) on.
  const arrival = (index: number) => at(0) + (index * MINUTE_MS) / 60;

  test("lives as long as the looks that count by it", async () => {
    const stores = new MemoryStores();
    await detect(arrived(POLLS), container(stores));
    expect(expiryOf(stores, `stations/${at(0)}`)).toBe(arrival(0) + RETENTION.windowRetentionMs);
  });

  test("and by which none counts, a day", async () => {
    const stores = new MemoryStores();
    await detect(
      arrived([failed(at(0)), ...POLLS.slice(2)].map((one) => ({ ...one, systemId: "hill" }))),
      container(stores),
    );
    expect(expiryOf(stores, `stations/${at(0)}`)).toBe(arrival(1) + DAY_MS);
  });
});

test("a look is kept as long as windows are, from its arrival", async () => {
  const stores = new MemoryStores();
  await detect(arrived(POLLS.slice(0, 1)), container(stores));
  const [look] = [...stores.items("history").values()];
  expect(look).toMatchObject({ systemId: "hill", at: isoTime(at(0)) });
  expect(look?.expiresAt).toBe((at(0) + RETENTION.windowRetentionMs) / 1_000);
});
