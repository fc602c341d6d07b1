import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { isOpenAt, parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { RefusedForGood } from "../../functions/core/refusal.ts";
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

test("a roster that no item takes is refused for good", async () => {
  const noise = (index: number) => createHash("sha512").update(`${index}`).digest("base64");
  const names = Array.from({ length: 8_000 }, (_, index) => noise(index));
  const refused = newStore().put(roster("large", at(0), ...names), at(0));
  await expect(refused).rejects.toThrow(RefusedForGood);
  await expect(refused).rejects.toThrow(/^the roster of large takes \d{6} bytes, expected at most 390000$/);
});
