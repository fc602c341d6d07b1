import type { BatchGetCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { PollMemoryStore } from "../../functions/store/poll-memory-store.ts";
import { T0 } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";
import { fullMemory } from "../poll/full-memory.ts";

const LEASE_MS = 55_000;
/** How far a clock may be ahead of another. */
const AHEAD_MS = 5 * 60_000;
const HOUR_MS = 3_600_000;

const iso = (time: number) => new Date(time).toISOString();

function storeOver(tables: MemoryTables, alwaysDue = false): PollMemoryStore {
  return new PollMemoryStore(clientOf<DynamoDBDocumentClient>(tables), "polls", alwaysDue);
}

/** Returns whether a system with these attributes can be had at T0. */
async function isFree(attributes: Item, alwaysDue = false): Promise<boolean> {
  const tables = new MemoryTables();
  tables.write("polls", { systemId: "hill", ...attributes });
  return (await storeOver(tables, alwaysDue).take("hill", T0, LEASE_MS)) !== null;
}

describe("a system can be had", () => {
  test.each<[string, Item, boolean]>([
    ["when its lease is over", { leaseUntil: iso(T0) }, true],
    ["not before", { leaseUntil: iso(T0 + 1) }, false],
    [
      "not while its lease may be that of a clock a bit ahead",
      { leaseUntil: iso(T0 + LEASE_MS + AHEAD_MS) },
      false,
    ],
    ["when no clock can have leased it", { leaseUntil: iso(T0 + LEASE_MS + AHEAD_MS + 1) }, true],
    ["when it is due", { nextDueAt: iso(T0) }, true],
    ["not when it is due later", { nextDueAt: iso(T0 + 1) }, false],
    [
      "not when it is due in an hour by a clock a bit ahead",
      { nextDueAt: iso(T0 + HOUR_MS + AHEAD_MS) },
      false,
    ],
    ["when nothing is due as late", { nextDueAt: iso(T0 + HOUR_MS + AHEAD_MS + 1) }, true],
    [
      "when it was polled later than any clock may say",
      { nextDueAt: iso(T0 + 1), lastPolledAt: iso(T0 + AHEAD_MS + 1) },
      true,
    ],
    [
      "not when a clock may have said so",
      { nextDueAt: iso(T0 + 1), lastPolledAt: iso(T0 + AHEAD_MS) },
      false,
    ],
  ])("%s", async (_what, attributes, expected) => {
    expect(await isFree(attributes)).toBe(expected);
  });

  test("always on a tape, but for its lease", async () => {
    expect(await isFree({ nextDueAt: iso(T0 + 1) }, true)).toBe(true);
    expect(await isFree({ leaseUntil: iso(T0 + 1) }, true)).toBe(false);
  });
});

test("what is saved is given to the next who takes it, and the lease is as long as asked for", async () => {
  const tables = new MemoryTables();
  const store = storeOver(tables);
  const lease = await store.take("hill", T0, LEASE_MS);
  if (lease === null) throw new Error("it is free");
  expect(tables.read("polls", { systemId: "hill" })).toEqual({
    systemId: "hill",
    leaseToken: lease.token,
    leaseUntil: iso(T0 + LEASE_MS),
  });
  const memory = fullMemory("hill", { nextDueAt: T0 });
  await store.save(lease, memory);
  expect((await store.take("hill", T0, LEASE_MS))?.memory).toEqual(memory);
  expect(await store.list()).toEqual([{ ...memory, leaseUntil: T0 + LEASE_MS }]);
  expect((await store.recall(["hill"])).memories).toEqual([memory]);
});

test("on a tape a system is due, free of patience, and looks its URLs up; the rest is remembered", async () => {
  const tables = new MemoryTables();
  const store = storeOver(tables, true);
  const lease = await store.take("hill", T0, LEASE_MS);
  if (lease === null) throw new Error("it is free");
  const memory = fullMemory("hill");
  await store.save(lease, memory);
  const due = { ...memory, nextDueAt: 0, patientUntil: null };
  expect((await store.recall(["hill"])).memories).toEqual([due]);
  expect((await store.take("hill", T0, LEASE_MS))?.memory).toEqual({ ...due, urlsGoodUntil: null });
});

test("a body that older code has remembered has no time of its change", async () => {
  const tables = new MemoryTables();
  const known = { etag: '"1"', bodyHash: "abc" };
  tables.write("polls", { systemId: "hill", known });
  const { memories } = await storeOver(tables).recall(["hill"]);
  expect(memories[0]?.known).toEqual({ ...known, lastModified: null });
});

test("memories are read a hundred at a time, each once", async () => {
  const asked: string[][] = [];
  const send = async ({ input }: BatchGetCommand) => {
    const keys = input.RequestItems?.polls?.Keys ?? [];
    asked.push(keys.map(({ systemId }) => String(systemId)));
    if (asked.length === 2) throw new Error("throttled");
    return { Responses: { polls: keys } };
  };
  const store = new PollMemoryStore({ send } as unknown as DynamoDBDocumentClient, "polls");
  const ids = Array.from({ length: 230 }, (_, index) => `${index}`);
  const { failures } = await store.recall(ids);
  expect(asked).toEqual([ids.slice(0, 100), ids.slice(100, 200), ids.slice(200)]);
  expect(failures).toEqual(["poll memory of 100 systems from 100 on: throttled"]);
});
