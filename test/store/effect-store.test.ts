import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { describe, expect, test } from "vitest";
import type { Effect } from "../../functions/core/effects.ts";
import { RefusedForGood } from "../../functions/core/refusal.ts";
import { EffectStore } from "../../functions/store/effect-store.ts";
import { anOpening, aResolution, aResolving, at, T0 } from "../core/builders.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";

const dynalite = useDynalite();
const { alerts, windows, state } = dynalite.tables;

async function flush(systemId: string, effects: readonly Effect[], now = at(5)) {
  const store = new EffectStore(dynalite.client, { alerts, windows, state }, () => now);
  for (const effect of effects) await store.flush(systemId, effect);
}

const alertsOf = (systemId: string, index?: string) => dynalite.itemsOf(alerts, systemId, index);

/** Writes what the page writes when a person takes care of an alert. */
async function acknowledge(systemId: string, alertId: string) {
  const update = new UpdateCommand({
    TableName: alerts,
    Key: { systemId, alertId },
    UpdateExpression: "SET acknowledgedBy = :who, note = :note",
    ExpressionAttributeValues: { ":who": "Ada", ":note": "van is on its way" },
  });
  await dynalite.client.send(update);
}

const BY_ADA = { acknowledgedBy: "Ada", note: "van is on its way" };

describe("an opening", () => {
  test("is an item that a person can read", async () => {
    const alternatives = [
      { stationId: "b", name: "Lower Gate", distanceMeters: 210, vehicles: 4, docks: null },
    ];
    await flush("reads", [anOpening({ address: "1 Gate Road", alternatives })]);
    expect(await alertsOf("reads")).toEqual([
      {
        systemId: "reads",
        alertId: "2026-05-04T08:00:00.000Z/a/empty",
        rule: "empty",
        status: "open",
        stationId: "a",
        stationKey: "reads/a",
        stationName: "Upper Gate",
        address: "1 Gate Road",
        startedAt: "2026-05-04T08:00:00.000Z",
        openedAt: "2026-05-04T08:00:00.000Z",
        openSince: "2026-05-04T08:00:00.000Z",
        baseline: false,
        vehiclesAtStart: 0,
        docksAtStart: 7,
        emptyInSystem: 1,
        alternatives,
        ruleVersion: "0000abcd",
      },
    ]);
  });

  test("has no attribute for what is unknown, and the reason only where there is one", async () => {
    const unknown = { vehicles: null, docks: null };
    await flush("unknown", [anOpening({ observed: unknown, reason: "disconnected" })]);
    const [item] = await alertsOf("unknown");
    expect(item).toMatchObject({ reason: "disconnected" });
    for (const name of ["vehiclesAtStart", "docksAtStart", "address", "alternatives", "expiresAt"]) {
      expect(item).not.toHaveProperty(name);
    }
  });

  test("that is done twice is done once: people's attributes stay, and a resolved alert stays resolved", async () => {
    const opening = anOpening();
    await flush("twice", [opening]);
    await acknowledge("twice", opening.alertId);
    await flush("twice", [anOpening({ stationName: "another name" })]);
    expect(await alertsOf("twice")).toMatchObject([{ stationName: "Upper Gate", status: "open", ...BY_ADA }]);
    await flush("twice", [aResolving(), opening]);
    expect(await alertsOf("twice")).toMatchObject([{ status: "resolved", ...BY_ADA }]);
  });

  test("with its end in the same commit is one resolved item, on which no index of open alerts stands", async () => {
    const both = anOpening({ resolution: aResolution() });
    await flush("both", [both, both]);
    expect(await alertsOf("both")).toMatchObject([
      {
        status: "resolved",
        durationSeconds: 240,
        expiresAt: Math.ceil(both.resolution?.expiresAt ?? 0) / 1_000,
      },
    ]);
    expect(await alertsOf("both", "open")).toEqual([]);
  });
});

describe("an end", () => {
  test("is added to the item, which leaves the index of open alerts", async () => {
    await flush("ends", [anOpening(), anOpening({ stationId: "b" })]);
    await acknowledge("ends", anOpening().alertId);
    expect(await alertsOf("ends", "open")).toHaveLength(2);
    await flush("ends", [
      aResolving({ resolution: aResolution({ endedAt: at(3), endReason: "withdrawn" }) }),
    ]);
    expect(await alertsOf("ends", "open")).toMatchObject([{ stationId: "b" }]);
    const [item] = await alertsOf("ends");
    expect(item).toMatchObject({
      status: "resolved",
      stationName: "Upper Gate",
      endedAt: "2026-05-04T08:03:00.000Z",
      resolvedAt: "2026-05-04T08:04:00.000Z",
      durationSeconds: 180,
      vehiclesAtEnd: 2,
      docksAtEnd: 5,
      endReason: "withdrawn",
      expiresAt: at(4) / 1_000 + 90 * 86_400,
      ...BY_ADA,
    });
    expect(item).not.toHaveProperty("openSince");
  });

  test("that is done twice changes nothing the second time", async () => {
    await flush("end-twice", [anOpening(), aResolving()]);
    const once = await alertsOf("end-twice");
    await flush("end-twice", [aResolving()]);
    expect(await alertsOf("end-twice")).toEqual(once);
  });

  test("of an alert that is no longer there is done, and brings nothing back", async () => {
    await flush("absent", [aResolving()]);
    expect(await alertsOf("absent")).toEqual([]);
  });
});

test("stations of two systems with one id are told apart by the index byStation", async () => {
  await flush("one", [anOpening()]);
  await flush("two", [anOpening()]);
  const keys = (await dynalite.scan(alerts)).map(({ stationKey }) => stationKey);
  expect(keys).toEqual(expect.arrayContaining(["one/a", "two/a"]));
});

describe("what has expired already is left out:", () => {
  const resolution = aResolution({ expiresAt: at(9) });
  const window: Effect = {
    type: "window",
    window: { startAt: T0, vehicles: 1, docks: 2, stations: 3 },
    expiresAt: at(9),
  };

  test("a resolved alert and a window", async () => {
    await flush("expired", [anOpening({ resolution }), window], at(9));
    expect(await alertsOf("expired")).toEqual([]);
    expect(await dynalite.itemsOf(windows, "expired")).toEqual([]);
  });

  test("but no end: an alert that is still there would be open for ever", async () => {
    await flush("expired-end", [anOpening()]);
    await flush("expired-end", [aResolving({ resolution })], at(9));
    expect(await alertsOf("expired-end")).toMatchObject([
      { status: "resolved", expiresAt: Math.ceil(at(9) / 1_000) },
    ]);
  });

  test("but not a moment before", async () => {
    await flush("nearly", [anOpening({ resolution }), window], at(9) - 1);
    expect(await alertsOf("nearly")).toHaveLength(1);
    expect(await dynalite.itemsOf(windows, "nearly")).toEqual([
      {
        systemId: "nearly",
        windowStart: "2026-05-04T08:00:00.000Z",
        vehicles: 1,
        docks: 2,
        stations: 3,
        expiresAt: at(9) / 1_000,
      },
    ]);
  });
});

test("a list of ids that was replaced gets a time to go; one that has gone is not brought back", async () => {
  const forget: Effect = { type: "forget-stations", item: "stations/1-00", expiresAt: at(60) + 1 };
  await flush("forgets", [forget]);
  expect(await dynalite.itemsOf(state, "forgets")).toEqual([]);
  const put = new UpdateCommand({
    TableName: state,
    Key: { systemId: "forgets", item: "stations/1-00" },
    UpdateExpression: "SET ids = :ids",
    ExpressionAttributeValues: { ":ids": "[]" },
  });
  await dynalite.client.send(put);
  await flush("forgets", [forget, forget]);
  expect(await dynalite.itemsOf(state, "forgets")).toEqual([
    { systemId: "forgets", item: "stations/1-00", ids: "[]", expiresAt: at(60) / 1_000 + 1 },
  ]);
});

test("what DynamoDB says is wrong in itself is refused for good, what may pass later is not", async () => {
  const endless = anOpening({ alertId: "x".repeat(1_025) });
  await expect(flush("refused", [endless])).rejects.toThrow(RefusedForGood);
  const nowhere = new EffectStore(dynalite.client, { alerts: "no-such-table", windows, state }, () => T0);
  await expect(nowhere.flush("refused", anOpening())).rejects.toThrow(/not found/i);
  await expect(nowhere.flush("refused", anOpening())).rejects.not.toBeInstanceOf(RefusedForGood);
});
