import { createHash } from "node:crypto";
import { deflateRawSync } from "node:zlib";
import type { BatchGetCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { RefusedForGood } from "../../functions/core/refusal.ts";
import { batchGet } from "../../functions/store/batch-get.ts";
import { idsIn, StationLists } from "../../functions/store/station-lists.ts";
import { ITEM_BYTES_MAX } from "../../functions/store/tables.ts";
import { Values } from "../../functions/store/values.ts";
import { T0 } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";

function stored() {
  const tables = new MemoryTables();
  const values = new Values(clientOf<DynamoDBDocumentClient>(tables), "state");
  return { tables, values, lists: new StationLists(values) };
}

const noise = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 7_919) % 251);
const hashOf = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex").slice(0, 12);

describe("a value is kept in items of its own, named by its number, its hash and how many they are:", () => {
  test.each([
    ["nothing", 0, []],
    ["what one item has room for", ITEM_BYTES_MAX, []],
    ["a byte more", ITEM_BYTES_MAX + 1, [1]],
    ["what takes three", 2 * ITEM_BYTES_MAX + 7, [ITEM_BYTES_MAX, 7]],
  ])("%s", async (_what, length, more) => {
    const { tables, values } = stored();
    const bytes = noise(length);
    const name = await values.put("hill", "overflow", 5, bytes);
    const parts = more.length === 0 ? "" : `.${more.length + 1}`;
    expect(name).toBe(`overflow/5-${hashOf(bytes)}${parts}`);
    const items = tables.all("state").map(({ item, bytes: own }) => [item, (own as Uint8Array).length]);
    const first = Math.min(length, ITEM_BYTES_MAX);
    expect(items).toEqual(
      [first, ...more].map((size, index) => [more.length === 0 ? name : `${name}/${index + 1}`, size]),
    );
    const read = await values.get("hill", "overflow", name);
    expect(read.items.map(({ item }) => item)).toEqual(items.map(([item]) => item));
    expect(read.bytes && Buffer.compare(read.bytes, bytes)).toBe(0);
    expect((await values.get("quay", "overflow", name)).bytes).toBeNull();
  });

  test("none is whole once a part is lost or is none", async () => {
    const { tables, values } = stored();
    const name = await values.put("hill", "roster", 5, noise(ITEM_BYTES_MAX + 1));
    tables.write("state", { systemId: "hill", item: `${name}/2`, bytes: "text" });
    expect(await values.get("hill", "roster", name)).toMatchObject({ items: [{}, {}], bytes: null });
    tables.remove("state", { systemId: "hill", item: `${name}/2` });
    expect(await values.get("hill", "roster", name)).toMatchObject({ items: [{}], bytes: null });
  });

  test.each([undefined, 7, "state", "overflow/5-0123456789ab"])("%o names no list of ids", async (name) => {
    const { values } = stored();
    expect(await values.get("hill", "stations", name)).toEqual({ items: [], bytes: null });
  });

  test("all of them get a time to go, as far as they are there", async () => {
    const { tables, values } = stored();
    const name = await values.put("hill", "overflow", 5, noise(ITEM_BYTES_MAX + 1));
    await values.expire("hill", [`${name}/1`, `${name}/2`, "overflow/6-0123456789ab"], T0 + 1);
    expect(tables.all("state").map(({ expiresAt }) => expiresAt)).toEqual([T0 / 1_000 + 1, T0 / 1_000 + 1]);
  });
});

describe("a list of ids", () => {
  const IDS = ["a", "__proto__", "é"];

  test("is named by its number, and read once by a container", async () => {
    const { tables, values, lists } = stored();
    const name = await lists.save("hill", 5, IDS);
    expect(name).toMatch(/^stations\/5-[0-9a-f]{12}$/);
    expect(await lists.load("hill", name)).toEqual({ name, items: [], ids: IDS });
    const other = new StationLists(values);
    const read = await other.load("hill", name);
    expect([read.items.length, read.ids]).toEqual([1, IDS]);
    const again = await other.load("hill", name);
    expect(again).toEqual({ name, items: [], ids: IDS });
    expect(await other.load("hill", name)).toBe(again);
    tables.remove("state", { systemId: "hill", item: name });
    expect(idsIn(await other.load("hill", name))).toBe(again.ids);
    expect(() => idsIn({ name, items: [], ids: null })).toThrow(`it names ${name}, which is not there`);
    expect((await other.load("quay", name)).ids).toBeNull();
  });

  test.each([
    ["is gone", undefined, /^it names stations\/5-0123456789ab, which is not there$/],
    ["has no bytes", "text", /^stations\/5-0123456789ab is no list$/],
    ["is not packed", Buffer.from("garbage"), /is no list$/],
    ["is no JSON", deflateRawSync('["a"'), /is no list$/],
    ["is an object", deflateRawSync('{"length":0}'), /is no list$/],
    ["has a number", deflateRawSync("[1]"), /is no list$/],
    ["has an empty id", deflateRawSync('["a",""]'), /is no list$/],
    ["has an id twice", deflateRawSync('["a","b","a"]'), /is no list$/],
  ])("that %s cannot be used", async (_what, ids, problem) => {
    const { tables, lists } = stored();
    const name = "stations/5-0123456789ab";
    if (ids !== undefined) tables.write("state", { systemId: "hill", item: name, ids });
    const list = await lists.load("hill", name);
    expect(list.ids).toBeNull();
    expect(() => idsIn(list)).toThrow(problem);
  });

  test("has a name", () => {
    expect(() => idsIn({ name: 7, items: [], ids: null })).toThrow("its list of station ids is 7");
  });

  test("has at most sixteen million bytes", async () => {
    const { lists } = stored();
    // A text in brackets and quotes.
    await lists.save("hill", 5, ["x".repeat(16_000_000 - 4)]);
    const refused = lists.save("hill", 5, ["x".repeat(16_000_000 - 3)]);
    await expect(refused).rejects.toThrow(RefusedForGood);
    await expect(refused).rejects.toThrow(
      "the station ids of hill take 16000001 bytes, expected at most 16000000",
    );
  });
});

describe("many items are read in a call", () => {
  /** A client that reads some keys of each call. */
  function clientThatReads(...counts: readonly number[]) {
    const asked: unknown[] = [];
    const send = async ({ input }: BatchGetCommand) => {
      const { Keys = [], ...how } = input.RequestItems?.alerts ?? {};
      const count = counts[asked.length] ?? 0;
      asked.push({ ...how, keys: Keys.map(({ id }) => id) });
      const unread = Keys.slice(count);
      return {
        Responses: { alerts: Keys.slice(0, count) },
        ...(unread.length === 0 ? {} : { UnprocessedKeys: { alerts: { ...how, Keys: unread } } }),
      };
    };
    return { client: { send } as unknown as DynamoDBDocumentClient, asked };
  }
  const KEYS = ["a", "b", "c"].map((id) => ({ id }));

  test.each([
    ["eventual", {}],
    ["strong", { ConsistentRead: true }],
  ] as const)("with %s consistency", async (consistency, how) => {
    const { client, asked } = clientThatReads(3);
    expect(await batchGet(client, "alerts", KEYS, consistency)).toEqual(KEYS);
    expect(asked).toMatchObject([{ keys: ["a", "b", "c"], ...how }]);
    expect(Object.keys(asked[0] as object).includes("ConsistentRead")).toBe(consistency === "strong");
  });

  test("and those that are left unread are asked for again", async () => {
    const { client, asked } = clientThatReads(1, 0, 2);
    expect(await batchGet(client, "alerts", KEYS, "strong")).toEqual(KEYS);
    expect(asked).toMatchObject([{ keys: ["a", "b", "c"] }, { keys: ["b", "c"] }, { keys: ["b", "c"] }]);
  });
});
