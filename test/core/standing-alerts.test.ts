import { expect, test } from "vitest";
import {
  endStanding,
  leftOpenBy,
  newestOf,
  type StandingAlert,
} from "../../functions/core/standing-alerts.ts";
import { anOpening, aResolution, aResolving, at } from "./builders.ts";

const standing: StandingAlert = {
  alertId: "an id",
  stationId: "a",
  rule: "empty",
  baseline: false,
  startedAt: at(1),
  openedAt: at(3),
  stationName: "Upper Gate",
  address: "1 Gate Street",
};

test("an alert of which no state is left ends at the poll that shows it, and nobody knows when it was over", () => {
  const { openedAt: _openedAt, ...alert } = standing;
  const [effect] = endStanding([standing], at(9), 4, { arrivedAt: at(10), alertRetentionMs: 77 });
  expect(effect).toEqual({
    ...alert,
    type: "resolve",
    resolution: {
      endedAt: at(9),
      resolvedAt: at(9),
      observed: { vehicles: null, docks: null },
      emptyInSystem: 4,
      endReason: null,
      endUncertain: true,
      expiresAt: at(10) + 77,
    },
  });
});

test("one that begins later, by a clock that was ahead, ends as it begins", () => {
  const ahead = { ...standing, startedAt: at(20) };
  const [effect] = endStanding([ahead], at(9), 0, { arrivedAt: at(9), alertRetentionMs: 0 });
  expect(effect?.resolution).toMatchObject({ endedAt: at(20), resolvedAt: at(9) });
});

test("a commit leaves open what it opens and does not resolve", () => {
  const opening = anOpening({ ...standing, baseline: true });
  const effects = [
    anOpening({ alertId: "over", resolution: aResolution() }),
    opening,
    aResolving(),
    { type: "forget-stations", item: "stations/1", expiresAt: 0 } as const,
  ];
  expect(leftOpenBy(effects)).toEqual([{ ...standing, baseline: true }]);
});

test("the newest poll that alerts show is the one that opened the last", () => {
  expect(newestOf([])).toBeNull();
  const others = [at(5), at(8), at(6)].map((openedAt) => ({ ...standing, openedAt }));
  expect(newestOf(others)).toBe(at(8));
  expect(newestOf([{ ...standing, openedAt: -5 }])).toBe(-5);
});
