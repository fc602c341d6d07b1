import { expect, test } from "vitest";
import type { OpenAlert } from "../../functions/core/effects.ts";
import { alertItem, resolutionAttributes } from "../../functions/store/alert-item.ts";
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
