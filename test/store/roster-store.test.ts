import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { DeleteCommand, GetCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import { isOpenAt, parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { RefusedForGood, UnusableItem } from "../../functions/core/refusal.ts";
import type { Roster } from "../../functions/core/roster.ts";
import { RosterStore } from "../../functions/store/roster-store.ts";
import { at } from "../core/builders.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";

const dynalite = useDynalite();
const FIFTEEN_MINUTES_MS = 15 * 60_000;

function newStore() {
  return new RosterStore(dynalite.client, dynalite.tables.state);
}

function roster(systemId: string, fetchedAt: number, ...names: string[]): Roster {
  const place = { address: null, latitude: 45.75, longitude: null, capacity: 20 };
  const stations = names.map((name, index) => ({ stationId: `${index}`, name, ...place }));
  return { type: "roster", systemId, fetchedAt, timeZone: "Europe/Paris", stations };
}

async function namesOf(store: RosterStore, systemId: string, arrivedAt: number) {
  return (await store.load(systemId, arrivedAt))?.roster.stations.map(({ name }) => name) ?? null;
}

test("a roster that was put is known to this container at once, and to others as it was", async () => {
  const store = newStore();
  expect(await store.load("put", at(0))).toBeNull();
  const sent = roster("put", at(0), "Upper Gate", "é");
  await store.put(sent, at(0));
  expect((await store.load("put", at(0)))?.roster).toEqual(sent);
  const read = await newStore().load("put", at(0));
  expect(read?.roster).toEqual(sent);
  expect(read?.byId.get("1")?.name).toBe("é");
});

test("a roster without a time zone, without hours and without stations comes back as it was", async () => {
  const bare: Roster = { ...roster("bare", at(0)), timeZone: null };
  await newStore().put(bare, at(0));
  const read = await newStore().load("bare", at(0));
  expect(read?.roster).toEqual(bare);
  expect(read?.openingHours).toBeNull();
});

test("a roster's opening hours come back as they were, and can be asked", async () => {
  const openingHours = "Mo-Fr 06:00-23:00; Sa,Su 07:00-24:00";
  await newStore().put({ ...roster("hours", at(0)), openingHours }, at(0));
  const read = await newStore().load("hours", at(0));
  expect(read?.roster.openingHours).toBe(openingHours);
  expect(read?.openingHours).toEqual(parseOpeningHours(openingHours));
  expect(isOpenAt(read?.openingHours ?? null, at(0), "UTC")).toBe(true);
});

test("an older roster than the known one, and the same once more, are skipped", async () => {
  const store = newStore();
  await store.put(roster("older", at(5), "new"), at(5));
  await store.put(roster("older", at(4), "old"), at(6));
  await newStore().put(roster("older", at(5), "other"), at(6));
  expect(await namesOf(store, "older", at(6))).toEqual(["new"]);
  expect(await namesOf(newStore(), "older", at(6))).toEqual(["new"]);
});

test("another container's newer roster is seen after a quarter of an hour of arrivals", async () => {
  const store = newStore();
  expect(await namesOf(store, "kept", at(0))).toBeNull();
  await newStore().put(roster("kept", at(1), "new"), at(1));
  expect(await namesOf(store, "kept", at(0) + FIFTEEN_MINUTES_MS - 1)).toBeNull();
  expect(await namesOf(store, "kept", at(0) + FIFTEEN_MINUTES_MS)).toEqual(["new"]);
});

const noise = (index: number) => createHash("sha512").update(`${index}`).digest("base64");

/** Long names that do not pack. */
function largeRoster(systemId: string, fetchedAt: number, stations = 8_000): Roster {
  return roster(systemId, fetchedAt, ...Array.from({ length: stations }, (_, index) => noise(index)));
}

/** All items of the system, which several pages may bring. */
async function itemsOf(systemId: string): Promise<Record<string, unknown>[]> {
  const items: Record<string, unknown>[] = [];
  let from: Record<string, unknown> | undefined;
  do {
    const page = await dynalite.client.send(
      new QueryCommand({
        TableName: dynalite.tables.state,
        KeyConditionExpression: "systemId = :systemId",
        ExpressionAttributeValues: { ":systemId": systemId },
        ExclusiveStartKey: from,
      }),
    );
    items.push(...(page.Items ?? []));
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  return items;
}

/** What is stored beside the roster's item: when its roster was fetched, and when it goes. */
async function partsOf(systemId: string): Promise<[string, unknown][]> {
  const parts = (await itemsOf(systemId)).filter(({ item }) => item !== "roster");
  return parts.map(({ item, expiresAt }) => [String(item).replace(/-.*/, ""), expiresAt]);
}

const DAY_SECONDS = 24 * 3_600;

describe("a roster that one item has no room for", () => {
  test("comes back as it was, of as many stations as a record may have", async () => {
    const streets = ["Rue de la République", "Place Bellecour", "Avenue Jean Jaurès", "Quai Claude Bernard"];
    const stations = Array.from({ length: 20_000 }, (_, index) => ({
      stationId: `${10_000 + index}`,
      name: `${10_000 + index} - ${streets[index % 4]} / ${noise(index).slice(0, 12)}`,
      address: `${index % 300} ${streets[(index >> 2) % 4]}`,
      latitude: 45.7 + (index * 7_919) / 1e9,
      longitude: 4.8 + (index * 104_729) / 1e10,
      capacity: 10 + (index % 30),
    }));
    const sent: Roster = {
      type: "roster",
      systemId: "metropolis",
      fetchedAt: at(0),
      timeZone: null,
      stations,
    };
    await newStore().put(sent, at(0));
    expect((await partsOf("metropolis")).length).toBeGreaterThan(1);
    expect((await newStore().load("metropolis", at(0)))?.roster).toEqual(sent);
  });

  test("looks like one without stations to older code, which reads the item alone", async () => {
    await newStore().put(largeRoster("older-code", at(0)), at(0));
    const Key = { systemId: "older-code", item: "roster" };
    const { Item } = await dynalite.client.send(new GetCommand({ TableName: dynalite.tables.state, Key }));
    expect(Item).toMatchObject({ timeZone: "Europe/Paris", fetchedAt: new Date(at(0)).toISOString() });
    expect(JSON.parse(inflateRawSync(Item?.stations as Uint8Array).toString("utf8"))).toEqual([]);
  });

  test("is let go a day after another has taken its place, large or small; a repeat brings nothing back", async () => {
    const [first, second] = [largeRoster("replaced", at(0)), largeRoster("replaced", at(1), 8_001)];
    await newStore().put(first, at(0));
    const parts = (await partsOf("replaced")).length;
    await newStore().put(second, at(1));
    await newStore().put(first, at(2));
    const gone = at(2) / 1_000 + DAY_SECONDS;
    const [older, newer] = [`roster/${at(0)}`, `roster/${at(1)}`];
    const kept = Array.from({ length: parts }, () => [newer, undefined]);
    expect(await partsOf("replaced")).toEqual([...kept.map(() => [older, gone]), ...kept]);
    await newStore().put(roster("replaced", at(3), "small"), at(3));
    expect((await partsOf("replaced")).every(([, expiresAt]) => expiresAt !== undefined)).toBe(true);
    expect(await namesOf(newStore(), "replaced", at(3))).toEqual(["small"]);
  });

  test("leaves nothing behind where a newer one comes first", async () => {
    const stores = [newStore(), newStore(), newStore()];
    await Promise.all(stores.map((store, index) => store.put(largeRoster("race", at(index)), at(index))));
    expect((await newStore().load("race", at(3)))?.roster.fetchedAt).toBe(at(2));
    const kept = (await partsOf("race")).filter(([, expiresAt]) => expiresAt === undefined);
    expect(new Set(kept.map(([item]) => item))).toEqual(new Set([`roster/${at(2)}`]));
  });

  test("that two put at once is kept: its parts are in use, whoever was refused", async () => {
    const stores = [newStore(), newStore()];
    for (let minute = 0; minute < 8; minute++) {
      const same = largeRoster("twice", at(minute));
      await Promise.all(stores.map((store) => store.put(same, at(minute))));
      const { fetchedAt } = (await newStore().load("twice", at(minute)))?.roster ?? {};
      expect(fetchedAt).toBe(at(minute));
      const kept = (await partsOf("twice")).filter(([, expiresAt]) => expiresAt === undefined);
      expect(new Set(kept.map(([name]) => name))).toEqual(new Set([`roster/${at(minute)}`]));
      expect(kept.length).toBeGreaterThan(1);
    }
  });

  test("cannot be used once a part is lost; none then takes its place, and what is left is let go", async () => {
    await newStore().put(largeRoster("lost", at(0)), at(0));
    const items = await itemsOf("lost");
    const last = String(items.at(-1)?.item);
    await dynalite.client.send(
      new DeleteCommand({ TableName: dynalite.tables.state, Key: { systemId: "lost", item: last } }),
    );
    const refused = await newStore()
      .load("lost", at(1))
      .catch((error: unknown) => error);
    if (!(refused instanceof UnusableItem)) throw refused;
    expect(refused.message).toMatch(
      /^the roster of lost cannot be used: a part of "roster\/\d+-.*" is lost$/,
    );
    expect(refused.items.map(({ item }) => item)).toEqual(
      items.map(({ item }) => item).filter((item) => item !== last),
    );
    await newStore().forget("lost", refused.items[0] ?? {});
    expect(await namesOf(newStore(), "lost", at(1))).toEqual([]);
    expect((await partsOf("lost")).every(([, expiresAt]) => expiresAt !== undefined)).toBe(true);
  });
});

test("a roster that nobody would read is refused for good", async () => {
  const names = Array.from({ length: 20_000 }, () => "x".repeat(1_000));
  const refused = newStore().put(roster("large", at(0), ...names), at(0));
  await expect(refused).rejects.toThrow(RefusedForGood);
  await expect(refused).rejects.toThrow(/^the roster of large takes \d{8} bytes, expected at most 16000000$/);
});
