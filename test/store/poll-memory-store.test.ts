import type { BatchGetCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import type { Lease } from "../../functions/poll/ports.ts";
import { PollMemoryStore } from "../../functions/store/poll-memory-store.ts";
import { at } from "../core/builders.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";
import { fullMemory } from "../poll/full-memory.ts";

const dynalite = useDynalite();
const LEASE_MS = 55_000;

function newStore(alwaysDue = false) {
  return new PollMemoryStore(dynalite.client, dynalite.tables.polls, alwaysDue);
}

async function taken(store: PollMemoryStore, systemId: string, now: number): Promise<Lease> {
  const lease = await store.take(systemId, now, LEASE_MS);
  if (lease === null) throw new Error(`${systemId} is not to be had`);
  return lease;
}

describe("a lease", () => {
  test("on a system that nobody has polled comes with an empty memory", async () => {
    expect((await taken(newStore(), "new", at(0))).memory).toEqual({ ...NO_MEMORY, systemId: "new" });
  });

  test("is one poller's alone until it has run out", async () => {
    const [one, other] = [newStore(), newStore()];
    await taken(one, "alone", at(0));
    expect(await other.take("alone", at(0) + LEASE_MS - 1, LEASE_MS)).toBeNull();
    expect(await one.take("alone", at(0), LEASE_MS)).toBeNull();
    await taken(other, "alone", at(0) + LEASE_MS);
  });

  test("of two that ask at the same time is given to one", async () => {
    const leases = await Promise.all(
      Array.from({ length: 8 }, () => newStore().take("race", at(0), LEASE_MS)),
    );
    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
  });

  test("is given back by saving, and the memory comes back as it was", async () => {
    const store = newStore();
    await store.save(await taken(store, "saved", at(0)), fullMemory("saved"));
    expect((await taken(newStore(), "saved", at(1))).memory).toEqual(fullMemory("saved"));
  });

  test("that has run out and is another's saves nothing and takes nothing away", async () => {
    const store = newStore();
    const late = await taken(store, "late", at(0));
    const current = await taken(store, "late", at(1));
    await store.save(late, fullMemory("late", { lastReason: "too late" }));
    expect(await store.take("late", at(1), LEASE_MS)).toBeNull();
    await store.save(current, fullMemory("late", { lastReason: "in time", nextDueAt: at(1) }));
    await store.save(late, fullMemory("late", { lastReason: "too late" }));
    expect((await taken(store, "late", at(2))).memory.lastReason).toBe("in time");
  });
});

describe("a system is due", () => {
  test("at its time, not before", async () => {
    const store = newStore();
    await store.save(await taken(store, "due", at(0)), fullMemory("due", { nextDueAt: at(3) }));
    expect(await store.take("due", at(3) - 1, LEASE_MS)).toBeNull();
    await taken(store, "due", at(3));
  });

  test("always, on a tape; its lease counts there too", async () => {
    const store = newStore(true);
    await store.save(await taken(store, "tape", at(0)), fullMemory("tape", { nextDueAt: at(99) }));
    await taken(store, "tape", at(0));
    expect(await store.take("tape", at(0), LEASE_MS)).toBeNull();
  });
});

describe("the memories of many systems", () => {
  test("come in the order asked for, with those never polled among them", async () => {
    const store = newStore();
    for (const [systemId, minute] of [
      ["many 1", 1],
      ["many 2", 2],
      ["many 3", 3],
    ] as const) {
      await store.save(await taken(store, systemId, at(0)), fullMemory(systemId, { nextDueAt: at(minute) }));
    }
    expect(await store.recall(["many 3", "many 2", "never", "many 1"])).toEqual({
      memories: [
        fullMemory("many 3", { nextDueAt: at(3) }),
        fullMemory("many 2", { nextDueAt: at(2) }),
        { ...NO_MEMORY, systemId: "never" },
        fullMemory("many 1", { nextDueAt: at(1) }),
      ],
      failures: [],
    });
    expect(await store.recall([])).toEqual({ memories: [], failures: [] });
  });

  test("are read also where they are more than one call takes, without taking a lease", async () => {
    const store = newStore();
    const ids = Array.from({ length: 230 }, (_, index) => `hundreds ${index}`);
    await store.save(await taken(store, "hundreds 229", at(0)), fullMemory("hundreds 229"));
    const { memories } = await store.recall(ids);
    expect(memories.map(({ systemId }) => systemId)).toEqual(ids);
    expect(memories.at(-1)).toEqual(fullMemory("hundreds 229"));
    await taken(store, "hundreds 229", at(1));
  });

  test("are all due on a tape, whenever that is", async () => {
    const store = newStore(true);
    await store.save(
      await taken(store, "many on tape", at(0)),
      fullMemory("many on tape", { nextDueAt: at(99) }),
    );
    expect((await store.recall(["many on tape"])).memories).toEqual([
      fullMemory("many on tape", { nextDueAt: 0, patientUntil: null }),
    ]);
  });

  test("that DynamoDB leaves unread are asked for again, five times at most", async () => {
    const asked: string[][] = [];
    let answers = 2;
    const send = async ({ input }: BatchGetCommand) => {
      const keys = input.RequestItems?.polls?.Keys ?? [];
      asked.push(keys.map(({ systemId }) => String(systemId)));
      const read = keys.slice(0, answers);
      const unread = keys.slice(answers);
      return {
        Responses: { polls: read },
        UnprocessedKeys: unread.length === 0 ? {} : { polls: { Keys: unread } },
      };
    };
    const store = new PollMemoryStore({ send } as unknown as DynamoDBDocumentClient, "polls");
    expect((await store.recall(["a", "b", "c"])).memories).toHaveLength(3);
    expect(asked).toEqual([["a", "b", "c"], ["c"]]);
    answers = 0;
    expect(await store.recall(["a"])).toEqual({
      memories: [{ ...NO_MEMORY, systemId: "a" }],
      failures: ["poll memory of 1 systems from a on: DynamoDB left keys unread 5 times"],
    });
  });

  test("of which one call fails are read but for those of that call", async () => {
    const send = async ({ input }: BatchGetCommand) => {
      const keys = input.RequestItems?.polls?.Keys ?? [];
      if (keys.some(({ systemId }) => systemId === "150")) throw new Error("throttled");
      return { Responses: { polls: keys.map((key) => ({ ...key, failuresInARow: 1 })) } };
    };
    const store = new PollMemoryStore({ send } as unknown as DynamoDBDocumentClient, "polls");
    const { memories, failures } = await store.recall(Array.from({ length: 230 }, (_, index) => `${index}`));
    expect(memories.map(({ systemId }) => systemId)).toEqual(memories.map((_, index) => `${index}`));
    const read = memories.filter(({ failuresInARow }) => failuresInARow === 1);
    expect([memories.length, read.length]).toEqual([230, 130]);
    expect(failures).toEqual(["poll memory of 100 systems from 100 on: throttled"]);
  });
});

test("after a restart of the stream a system is due at once, free, and knows neither body, roster nor URLs", async () => {
  const store = newStore();
  await store.save(await taken(store, "restart", at(0)), fullMemory("restart", { nextDueAt: at(99) }));
  await store.forgetBody("restart");
  const lease = await taken(store, "restart", at(0));
  await store.forgetBody("restart");
  await taken(store, "restart", at(0));
  const { source, timeZone, openingHours, vehicleTypes, unheeded, ...was } = fullMemory("restart");
  const { failuresInARow, failingSince, retiredAt, lastPolledAt, lastOutcome, lastReason } = was;
  const facts = { source, timeZone, openingHours, vehicleTypes, unheeded };
  const kept = { ...facts, failuresInARow, failingSince, retiredAt, lastPolledAt, lastOutcome, lastReason };
  expect(lease.memory).toEqual({ ...NO_MEMORY, systemId: "restart", ...kept });
});

test("every system that was ever polled is listed, by its own id", async () => {
  const store = newStore();
  const ids = ["__proto__", "list é", ...Array.from({ length: 22 }, (_, index) => `list ${index}`)];
  for (const systemId of ids) {
    await store.save(
      await taken(store, systemId, at(0)),
      fullMemory(systemId, { lastReason: "x".repeat(50_000) }),
    );
  }
  const listed = await store.list();
  expect(listed.map(({ systemId }) => systemId)).toEqual(expect.arrayContaining(ids));
  expect(listed.find(({ systemId }) => systemId === "__proto__")).toEqual({
    ...fullMemory("__proto__", { lastReason: "x".repeat(50_000) }),
    leaseUntil: null,
  });
});
