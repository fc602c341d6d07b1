import fc from "fast-check";
import { expect, test } from "vitest";
import { planCity } from "../../../local/city/plan.ts";
import { createRandom } from "../../../local/city/random.ts";
import { tideAt } from "../../../local/city/tides.ts";
import { HOUR_MS, MINUTE_MS, MONDAY } from "./cities.ts";

test("stations have ids, names and places of their own, whatever the size of the city", () => {
  for (const count of [1, 60, 2_000]) {
    const plans = planCity(count, createRandom(7));
    for (const key of ["stationId", "name"] as const) {
      expect(new Set(plans.map((plan) => plan[key])).size).toBe(count);
    }
    expect(new Set(plans.map(({ latitude, longitude }) => `${latitude},${longitude}`)).size).toBe(count);
    for (const plan of plans) expect(plan.address).toMatch(/^\d+ [A-Z]/);
  }
});

test("the city has every quarter, and stations as near to one another as riders walk", () => {
  const plans = planCity(60, createRandom(1));
  expect(new Set(plans.map(({ quarter }) => quarter))).toEqual(new Set(["home", "office", "park", "hub"]));
  for (const plan of plans) {
    const others = plans.filter((other) => other !== plan);
    const meters = others.map((other) =>
      Math.hypot(other.eastMeters - plan.eastMeters, other.northMeters - plan.northMeters),
    );
    expect(Math.min(...meters)).toBeLessThan(600);
  }
});

test("chance is even, and the rare comes as often as it should", () => {
  const random = createRandom(11);
  const rolls = Array.from({ length: 20_000 }, () => random.next());
  expect(rolls.every((roll) => roll >= 0 && roll < 1)).toBe(true);
  expect(rolls.reduce((sum, roll) => sum + roll, 0) / rolls.length).toBeCloseTo(0.5, 1);
  for (const mean of [0, 0.02, 3, 900]) {
    const draws = Array.from({ length: 2_000 }, () => random.poisson(mean));
    const average = draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    expect(Math.abs(average - mean)).toBeLessThanOrEqual(4 * Math.sqrt(mean / draws.length));
  }
});

test("the tide turns without a step, at every hour of the week", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 5 * 24 * 60 - 2 }), (minute) => {
      const here = tideAt(MONDAY - 7 * HOUR_MS + minute * MINUTE_MS);
      const next = tideAt(MONDAY - 7 * HOUR_MS + (minute + 1) * MINUTE_MS);
      expect(Math.abs(next.out.home - here.out.home)).toBeLessThan(0.1);
      expect(here.in.office).toBeGreaterThan(0);
    }),
  );
  expect(tideAt(MONDAY + HOUR_MS).out.home).toBeGreaterThan(tideAt(MONDAY + HOUR_MS).in.home);
  expect(tideAt(MONDAY + 10 * HOUR_MS).out.home).toBeLessThan(tideAt(MONDAY + 10 * HOUR_MS).in.home);
});
