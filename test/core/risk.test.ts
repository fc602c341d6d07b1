import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logNormalTail } from "../../functions/core/normal-tail.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import { Flows, type Risk } from "../../functions/core/risk.ts";
import { failed, flagsWith, MINUTE_MS, reading, retired, SHUT, snapshot, T0 } from "./builders.ts";
import { looksOf } from "./looks.ts";

const at = (minute: number) => T0 + minute * MINUTE_MS;

function risksAfter(outcomes: readonly PollOutcome[], withinMinutes = 30): ReadonlyMap<string, Risk> {
  const flows = new Flows();
  for (const { past } of looksOf(outcomes).looks) flows.take(past);
  return new Map(flows.risks(withinMinutes).map((risk) => [risk.stationId, risk]));
}

/** Polls each minute of stations of twenty docks, by what each has at that minute. */
function hour(stations: Readonly<Record<string, (minute: number) => number>>): PollOutcome[] {
  return Array.from({ length: 60 }, (_, minute) => {
    const readings = Object.entries(stations).map(([id, vehicles]) => {
      const count = vehicles(minute);
      return reading(id, count, 20 - count);
    });
    return snapshot(at(minute), ...readings);
  });
}

function inOrder(risks: ReadonlyMap<string, Risk>, what: "empty" | "full"): string[] {
  const known = [...risks.values()].filter((risk) => risk[what] !== null);
  return known.sort((a, b) => (b[what] ?? 0) - (a[what] ?? 0)).map(({ stationId }) => stationId);
}

describe("the order of what runs dry, or fills up, next", () => {
  const drains = (minute: number) => 18 - Math.floor(minute / 4);
  const fills = (minute: number) => 20 - drains(minute);
  const sways = (minute: number) => 4 + (minute % 2) * 2;

  test("goes by the trend, the movement and the count", () => {
    const risks = risksAfter(hour({ drains, fills, sways, still: () => 4, low: () => 1 }));
    const dry = inOrder(risks, "empty");
    expect(dry.slice(0, 3)).toEqual(["drains", "sways", "low"]);
    expect(dry.indexOf("low")).toBeLessThan(dry.indexOf("still"));
    expect(inOrder(risks, "full").slice(0, 2)).toEqual(["fills", "sways"]);
  });

  test("leaves out what is so already, what is closed or absent, and what is unknown", () => {
    const first = snapshot(at(0), reading("gone", 3), reading("empty", 0, 5), reading("shut", 3, 5, SHUT));
    const risks = risksAfter([
      first,
      snapshot(at(1), reading("empty", 0, 5), reading("shut", 3, 5, SHUT), reading("dark", null, 5)),
    ]);
    const known = [...risks].map(([id, { empty, full }]) => [id, empty !== null, full !== null]);
    expect(known).toEqual([
      ["gone", false, false],
      ["empty", false, true],
      ["shut", false, false],
      ["dark", false, true],
    ]);
  });

  test("goes by what each station itself lacks", () => {
    const stations = [
      reading("a", 1, 1),
      reading("shut", 2, 2, flagsWith({ closedByOperator: true })),
      reading("rents nothing", 3, 3, flagsWith({ isRenting: false })),
      reading("takes nothing back", 0, 4, flagsWith({ isReturning: false })),
    ];
    const known = [...risksAfter([snapshot(at(0), ...stations)])].map(([id, { empty, full }]) => {
      return [id, empty !== null, full !== null];
    });
    expect(known).toEqual([
      ["a", true, true],
      ["shut", false, false],
      ["rents nothing", false, true],
      ["takes nothing back", false, false],
    ]);
  });

  test("is told of trends so strong that one of two ways to zero is no number any more", () => {
    const polls = Array.from({ length: 60 }, (_, minute) =>
      snapshot(at(minute), reading("a", 3_000 - 50 * minute, 50 + 50 * minute)),
    );
    const { empty, full } = risksAfter(polls, 600).get("a") as Risk;
    expect(empty).toBeCloseTo(0, 6);
    expect(full).toBeGreaterThan(-3_010);
    expect(full).toBeLessThan(-2_990);
    const still = [0, 60].map((minute) => snapshot(at(minute), reading("b", 500, 500)));
    expect(risksAfter(still).get("b")?.empty).toBeLessThan(-800_000);
    expect(risksAfter(still).get("b")?.empty).toBeGreaterThan(-850_000);
  });

  test("goes on over failed polls, and begins anew where the system had left", () => {
    const seen = (minute: number, count: number) => snapshot(at(minute), reading("a", count, 20 - count));
    const whole = risksAfter([seen(0, 18), seen(10, 6)]);
    expect(risksAfter([seen(0, 18), failed(at(5)), seen(10, 6)])).toEqual(whole);
    expect(risksAfter([seen(0, 18), seen(10, 6), failed(at(11))])).toEqual(whole);
    const left = risksAfter([seen(0, 18), retired(at(5)), seen(10, 6), seen(20, 5)]);
    expect(left).toEqual(risksAfter([seen(10, 6), seen(20, 5)]));
  });

  test("is unknown after a look that nobody can read", () => {
    const flows = new Flows();
    const [look] = looksOf([snapshot(at(0), reading("a", 3))]).looks;
    if (look === undefined) throw new Error("there is no look");
    flows.take(look.past);
    expect(flows.risks(30)).toHaveLength(1);
    flows.take({ ...look.past, believed: null, hole: "it cannot be read" });
    expect(flows.risks(30)).toEqual([]);
  });

  test("begins anew after a hole", () => {
    const counts = [18, 6, 5].map((count, index) =>
      snapshot(at(index * 10), reading("a", count, 20 - count)),
    );
    const pasts = looksOf(counts).looks.map(({ past }) => past);
    const [whole, anew] = [new Flows(), new Flows()];
    for (const [index, past] of pasts.entries()) {
      whole.take(index === 1 ? { ...past, hole: "lost" } : past);
      if (index > 0) anew.take(past);
    }
    expect(whole.risks(30)).toEqual(anew.risks(30));
  });

  test("is empty before the first look, and after failed polls alone", () => {
    expect(risksAfter([])).toEqual(new Map());
    expect(risksAfter([failed(at(0)), failed(at(1))])).toEqual(new Map());
  });

  test("over a hole nothing is known to have come or gone", () => {
    const flows = new Flows();
    const holed = new Flows();
    const { looks } = looksOf([snapshot(at(0), reading("a", 19, 1)), snapshot(at(300), reading("a", 3, 17))]);
    for (const { past } of looks) {
      flows.take(past);
      holed.take({ ...past, hole: "the looks before it are gone" });
    }
    const [risk, calm] = [flows, holed].map((one) => one.risks(30)[0]?.empty ?? 0);
    expect(risk).toBeGreaterThan(calm ?? 0);
  });

  test.each([
    ["a look that nobody can read", { believed: null, hole: "it cannot be read" }],
    ["the end of a frost", { frozen: true }],
  ] as const)("over %s nothing is known to have come or gone", (_, broken) => {
    const polls = [0, 60, 120].map((minute) =>
      snapshot(at(minute), reading("a", 19 - minute / 10, 1 + minute / 10)),
    );
    const { looks } = looksOf(polls);
    const flows = new Flows();
    const calm = new Flows();
    for (const [index, { past }] of looks.entries()) {
      const { believed } = past;
      const bad =
        "frozen" in broken
          ? { ...past, believed: believed && { ...believed, frozenSince: 1 } }
          : { ...past, ...broken };
      flows.take(index === 1 ? bad : past);
      // Nothing is known to have moved, ever.
      calm.take({ ...past, hole: "apart" });
    }
    expect(flows.risks(30)).toEqual(calm.risks(30));
  });

  test("is the same for any order of the same stations", () => {
    const stations = { drains, fills, sways };
    const turned = Object.fromEntries(Object.entries(stations).reverse());
    expect(inOrder(risksAfter(hour(turned)), "empty")).toEqual(inOrder(risksAfter(hour(stations)), "empty"));
  });
});

const paths = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 2, maxLength: 12 });

test("a chance is at most one, and grows with the time", () => {
  fc.assert(
    fc.property(paths, (path) => {
      const polls = path.map((count, index) => snapshot(at(index * 5), reading("a", count, 20 - count)));
      const [soon = 0, later = 0] = [15, 60].map(
        (minutes) => risksAfter(polls, minutes).get("a")?.empty ?? 0,
      );
      expect(soon).toBeLessThanOrEqual(later + 1e-12);
      expect(later).toBeLessThanOrEqual(1e-12);
    }),
    { numRuns: 200 },
  );
});

describe("the tail of the normal distribution", () => {
  test.each([
    [0, 0.5],
    [1, 0.158655253931457],
    [1.999999, 0.0227501859],
    [2, 0.0227501319481792],
    [3, 1.3498980316301e-3],
    [10, 7.61985302416053e-24],
    [-1, 0.841344746068543],
    [-3, 0.99865010196837],
  ])("beyond %f is %f", (z, chance) => {
    expect(Math.exp(logNormalTail(z)) / chance).toBeCloseTo(1, 7);
  });

  test("falls without end, also where the chance is no number any more", () => {
    const tails = [-60, -8, -2, 0, 2, 8, 40, 60].map(logNormalTail);
    expect(tails.toSorted((a, b) => b - a)).toEqual(tails);
    expect(tails.at(-1)).toBeCloseTo(-1805, 0);
  });
});
