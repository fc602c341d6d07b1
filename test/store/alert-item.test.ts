import { expect, test } from "vitest";
import type { OpenAlert } from "../../functions/core/effects.ts";
import { alertItem, observedAtEnd, resolutionAttributes } from "../../functions/store/alert-item.ts";
import { anOpening, aResolution, T0 } from "../core/builders.ts";
import { itemBytes } from "../doubles/tables/item-size.ts";

const WRITE_UNIT_BYTES = 1_024;
const UUID = "bkn-6f1e0a52-3c1d-4f5e-9b7a-0c2d4e6f8a9b";

function largest(name: string, stationId: string): OpenAlert {
  const alternative = { stationId, name, distanceMeters: 1_999, vehicles: 999_999, docks: 999_999 };
  return anOpening({
    stationId,
    alertId: `${new Date(T0).toISOString()}/${stationId}/closed`,
    rule: "closed",
    reason: "neither renting nor returning",
    observed: { vehicles: 999_999, docks: 999_999 },
    emptyInSystem: 9_999,
    stationName: name,
    address: name,
    alternatives: [alternative, alternative, alternative],
  });
}

const NAMES: [what: string, name: string][] = [
  ["short names", "Upper Gate"],
  ["long names", "Gate ".repeat(40)],
  ["names of three bytes a character", "门".repeat(200)],
  ["names of four bytes a character", "🚲".repeat(100)],
  ["names of quotes and control characters", '"\u0001'.repeat(100)],
  ["names of half a character each", "\ud83d".repeat(200)],
];

test.each(NAMES)("an alert with %s is one write unit, opened and resolved", (_what, name) => {
  const item = alertItem("a-system-of-some-city", largest(name, UUID));
  const { openSince: _since, ...rest } = item;
  const end = aResolution({ endReason: "withdrawn", observed: { vehicles: 999_999, docks: 999_999 } });
  const resolved = { ...rest, ...resolutionAttributes(T0, end) };
  expect(itemBytes(item)).toBeLessThan(WRITE_UNIT_BYTES);
  expect(itemBytes(resolved)).toBeLessThan(WRITE_UNIT_BYTES);
});

test("names are cut between characters, and the cut shows", () => {
  const { stationName } = alertItem("hill", largest("🚲".repeat(100), "a"));
  expect(stationName).toBe(`${"🚲".repeat(29)}…`);
  expect(alertItem("hill", largest("x".repeat(120), "a")).stationName).toBe("x".repeat(120));
});

test("the farthest alternatives are left out first, and none is told as an empty list", () => {
  const few = alertItem("hill", largest("Upper Gate", "a"));
  expect(few.alternatives).toHaveLength(3);
  const crowded = alertItem("hill", largest("门".repeat(200), "x".repeat(120)));
  expect(crowded).not.toHaveProperty("alternatives");
});

test("an id of 256 bytes costs a second write unit and nothing else", () => {
  const item = alertItem("hill", largest("门".repeat(200), "é".repeat(128)));
  expect(item.stationId).toBe("é".repeat(128));
  expect(itemBytes(item)).toBeLessThan(2 * WRITE_UNIT_BYTES);
});

test.each([
  ["stationName", 120],
  ["address", 120],
  ["reason", 200],
] as const)("the %s has at most %i bytes", (name, most) => {
  for (const length of [most, most + 1]) {
    const item = alertItem("hill", anOpening({ [name]: "x".repeat(length) }));
    expect(item[name]).toBe(length === most ? "x".repeat(most) : `${"x".repeat(most - 3)}…`);
  }
});

test("as many alternatives are kept as fit in a thousand bytes, each with at most 60 bytes of its name", () => {
  const alternative = { stationId: "b", name: "y".repeat(61), distanceMeters: 9, vehicles: 9, docks: 9 };
  const sizes = new Set<number>();
  for (let length = 1; length <= 120; length++) {
    const texts = { stationName: "x".repeat(length), address: "x".repeat(120), reason: "x".repeat(120) };
    const item = alertItem("hill", anOpening({ ...texts, alternatives: Array(4).fill(alternative) }));
    const { alternatives = [] } = item;
    for (const { name } of alternatives) expect(name).toBe(`${"y".repeat(57)}…`);
    const sizeWith = (count: number) =>
      Buffer.byteLength(JSON.stringify({ ...item, alternatives: Array(count).fill(alternatives[0]) }));
    sizes.add(sizeWith(alternatives.length));
    expect(sizeWith(alternatives.length)).toBeLessThanOrEqual(1_000);
    expect(alternatives.length === 4 || sizeWith(alternatives.length + 1) > 1_000).toBe(true);
  }
  expect(sizes).toContain(1_000);
});

test("what a station shows at both ends comes back, and what is unknown is null", () => {
  const item = alertItem(
    "hill",
    anOpening({
      observed: { vehicles: 0, docks: null, ebikes: 3 },
      resolution: aResolution({ observed: { vehicles: null, docks: 5 } }),
    }),
  );
  expect(observedAtEnd(item, "AtStart")).toEqual({ vehicles: 0, docks: null, ebikes: 3 });
  expect(observedAtEnd(item, "AtEnd")).toEqual({ vehicles: null, docks: 5 });
});

test("a duration is rounded to whole seconds, an expiry up to them", () => {
  const end = aResolution({ endedAt: T0 + 90_500, expiresAt: T0 + 1 });
  expect(resolutionAttributes(T0, end)).toMatchObject({ durationSeconds: 91, expiresAt: T0 / 1_000 + 1 });
  expect(resolutionAttributes(T0 + 1, end)).toMatchObject({ durationSeconds: 90 });
});

test("what is uncertain is marked, and nothing else is", () => {
  const item = alertItem(
    "hill",
    anOpening({ afterGap: true, baseline: true, resolution: aResolution({ endUncertain: true }) }),
  );
  expect(item).toMatchObject({ baseline: true, afterGap: true, endUncertain: true });
  const certain = alertItem("hill", anOpening({ resolution: aResolution() }));
  for (const name of ["afterGap", "endUncertain", "endReason", "reason", "openSince"])
    expect(certain).not.toHaveProperty(name);
});

test("an alert about the feed has no attribute of a station", () => {
  const item = alertItem("hill", { ...anOpening(), stationId: null, stationName: null });
  for (const name of ["stationId", "stationKey", "stationName"]) expect(item).not.toHaveProperty(name);
  expect(alertItem("hill", anOpening({ stationName: null })).stationName).toBe("a");
});

test("an item has each fact of its alert in its own place", () => {
  const alternative = { stationId: "b", name: "Lower Gate", distanceMeters: 210, vehicles: 4, docks: null };
  const opening = anOpening({
    openedAt: T0 + 1_000,
    afterGap: true,
    address: "1 Gate Road",
    reason: "disconnected",
    alternatives: [alternative],
  });
  const item = {
    systemId: "hill",
    alertId: "2026-05-04T08:00:00.000Z/a/empty",
    rule: "empty",
    stationId: "a",
    stationKey: "hill/a",
    stationName: "Upper Gate",
    address: "1 Gate Road",
    startedAt: "2026-05-04T08:00:00.000Z",
    openedAt: "2026-05-04T08:00:01.000Z",
    baseline: false,
    afterGap: true,
    vehiclesAtStart: 0,
    docksAtStart: 7,
    reason: "disconnected",
    emptyInSystem: 1,
    ruleVersion: "0000abcd",
    alternatives: [alternative],
  };
  expect(alertItem("hill", opening)).toEqual({ ...item, status: "open", openSince: item.startedAt });
  const resolution = aResolution({ resolvedAt: T0 + 300_000, endReason: "withdrawn" });
  expect(alertItem("hill", { ...opening, resolution })).toEqual({
    ...item,
    status: "resolved",
    endedAt: "2026-05-04T08:04:00.000Z",
    resolvedAt: "2026-05-04T08:05:00.000Z",
    durationSeconds: 240,
    vehiclesAtEnd: 2,
    docksAtEnd: 5,
    endReason: "withdrawn",
    expiresAt: resolution.expiresAt / 1_000,
  });
});
