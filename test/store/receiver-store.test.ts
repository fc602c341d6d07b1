import { expect, test } from "vitest";
import { messageOf } from "../../functions/core/messages.ts";
import { NOTHING_TOLD, openingKey, put, type Refusal, type Standing } from "../../functions/core/telling.ts";
import { bytesOfStanding } from "../../functions/store/packed-standing.ts";
import { ReceiverStore } from "../../functions/store/receiver-store.ts";
import { at } from "../core/builders.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";

const dynalite = useDynalite();
const { receivers } = dynalite.tables;
const DAY_MS = 86_400_000;

const store = (now = at(0)) => new ReceiverStore(dynalite.client, receivers, () => now);
const name = (number: number, systemId = "lyon") => ({
  systemId,
  alertId: `2026-05-04T08:00:00.000Z/station/${number}/empty`,
});

const DRAFT = {
  id: "m-3-ab",
  kind: "text" as const,
  body: Uint8Array.of(1, 2),
  opened: [name(1)],
  over: [name(2)],
  goesOn: true,
};
const FULL: Standing = {
  ...put(
    {
      ...NOTHING_TOLD,
      told: new Map([
        [openingKey(name(2)), { ...name(2), perhaps: false }],
        [openingKey(name(3, "oslo")), { ...name(3, "oslo"), perhaps: true }],
      ]),
      sentAt: at(1),
      nextAt: at(2),
      isBare: true,
      goesOn: true,
      last: { id: "m-1-cd", opened: 3, over: 4 },
    },
    DRAFT,
    at(3),
  ),
};

test("what was saved is what is read, with a version that counts and 30 days to live", async () => {
  expect(await store().load("all")).toEqual(NOTHING_TOLD);
  const saved = await store().save("all", FULL, at(3));
  expect(saved).toEqual({ ...FULL, version: 1, keptUntil: at(3) + 30 * DAY_MS });
  expect(await store().load("all")).toEqual(saved);
  const again = await store().save("all", saved as Standing, at(4));
  expect(again?.version).toBe(2);
});

test("a save of what is no longer there changes nothing", async () => {
  const first = (await store().save("race", FULL, at(3))) as Standing;
  const both = await Promise.all([store().save("race", first, at(4)), store().save("race", first, at(4))]);
  expect(both.filter((one) => one !== null)).toHaveLength(1);
  expect(await store().save("race", FULL, at(4))).toBeNull();
  expect((await store().load("race")).version).toBe(2);
});

test("what has expired is forgotten, and its version still guards", async () => {
  await store().save("gone", FULL, at(3));
  const later = store(at(3) + 30 * DAY_MS);
  expect(await later.load("gone")).toEqual({ ...NOTHING_TOLD, version: 1 });
  expect((await later.save("gone", { ...NOTHING_TOLD, version: 1 }, at(3) + 30 * DAY_MS))?.version).toBe(2);
});

test("an item of newer code is not touched", async () => {
  await store().save("newer", FULL, at(3));
  const item = await dynalite.get(receivers, { receiver: "newer", item: "standing" });
  const { PutCommand } = await import("@aws-sdk/lib-dynamodb");
  await dynalite.client.send(new PutCommand({ TableName: receivers, Item: { ...item, format: 2 } }));
  const refused = await store().load("newer").catch(messageOf);
  expect(refused).toBe("the item of the receiver newer cannot be read: its format is 2, expected 1");
});

test("what was refused is kept with its bytes, the newest first, once each", async () => {
  const message = FULL.message as NonNullable<Standing["message"]>;
  const refusal = (minute: number): Refusal => ({
    message,
    at: at(minute),
    reason: `it answered ${400 + minute}`,
  });
  for (const minute of [5, 7, 5]) await store().setAside("refuses", refusal(minute));
  const found = await store().refusals("refuses");
  expect(found.map(({ reason }) => reason)).toEqual(["it answered 407", "it answered 405"]);
  expect(found[0]).toMatchObject({ body: DRAFT.body, openedCount: 1, overCount: 1, attempts: 1 });
  expect(await store(at(7) + 31 * DAY_MS).refusals("refuses")).toEqual([]);
});

test("what an item takes is known before it is put", async () => {
  const told = new Map(
    Array.from({ length: 3_000 }, (_, index) => name(index)).map((one) => [
      openingKey(one),
      { ...one, perhaps: false },
    ]),
  );
  const standing = { ...FULL, told };
  await store().save("size", standing, at(3));
  const item = await dynalite.get(receivers, { receiver: "size", item: "standing" });
  const { told: packed } = item as { told: Uint8Array };
  expect(packed.length).toBeGreaterThan(5_000);
  expect(bytesOfStanding(standing)).toBeGreaterThan(packed.length);
  expect(bytesOfStanding(standing)).toBeLessThan(packed.length + 2_000);
});
