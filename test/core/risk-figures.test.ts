import fc from "fast-check";
import { expect, test } from "vitest";
import { Flows } from "../../functions/core/risk.ts";
import { at, IN_SERVICE, reading, snapshot } from "./builders.ts";
import { looksOf } from "./looks.ts";

interface Sighting {
  readonly minute: number;
  readonly count: number | null;
}

/** The area under the normal curve beyond z, by adding up thin slices. */
function tail(z: number): number {
  const width = 0.002;
  let sum = 0;
  for (let x = z + width / 2; x < Math.max(z, 0) + 12; x += width) sum += Math.exp((-x * x) / 2) * width;
  return sum / Math.sqrt(2 * Math.PI);
}

/** Written from the words: rates that decay by half-lives of 30 and 180 minutes, and half of their trend lasts. */
function chanceOfZero(sightings: readonly Sighting[], withinMinutes: number): number {
  const count = sightings.at(-1)?.count ?? Number.NaN;
  const rates = [30, 180].map((halfLife) => {
    let [came, went, minutes] = [0, 0, 0];
    let age = 0;
    // From the newest back: what lies between two known counts in a row is older by the time that was known since.
    for (let index = sightings.length - 1; index > 0; index--) {
      const [before, after] = [sightings[index - 1], sightings[index]] as [Sighting, Sighting];
      if (before.count === null || after.count === null) continue;
      const length = after.minute - before.minute;
      const weight = 0.5 ** (age / halfLife);
      const change = after.count - before.count;
      came += Math.max(change, 0) * weight;
      went += Math.max(-change, 0) * weight;
      minutes += ((weight * (1 - 0.5 ** (length / halfLife))) / Math.LN2) * halfLife;
      age += length;
    }
    return minutes === 0 ? { came: 0, went: 0 } : { came: came / minutes, went: went / minutes };
  });
  const came = rates.reduce((sum, rate) => sum + rate.came, 0) / 2;
  const went = rates.reduce((sum, rate) => sum + rate.went, 0) / 2;
  const drift = (came - went) / 2;
  const variance = came + went + 0.005;
  const spread = Math.sqrt(variance * withinMinutes);
  const ends = tail((count + drift * withinMinutes) / spread);
  const returns = Math.exp((-2 * drift * count) / variance) * tail((count - drift * withinMinutes) / spread);
  return ends + returns;
}

const path = fc.array(
  fc.record({ minutes: fc.integer({ min: 1, max: 25 }), counts: fc.tuple(...[1, 2].map(() => count())) }),
  { minLength: 1, maxLength: 8 },
);

function count() {
  return fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }) },
    { weight: 1, arbitrary: fc.constant(null) },
  );
}

test("the chances are those of a diffusion with the drift and the spread of what came and went", () => {
  fc.assert(
    fc.property(path, fc.integer({ min: 10, max: 90 }), (steps, withinMinutes) => {
      let minute = 0;
      const polls = steps.map(({ minutes, counts: [vehicles = null, docks = null] }) => {
        minute += minutes;
        return { minute, vehicles, docks };
      });
      const flows = new Flows();
      const outcomes = polls.map((poll) =>
        snapshot(
          at(poll.minute),
          reading("other", 9, 9),
          reading("a", poll.vehicles, poll.docks, IN_SERVICE),
        ),
      );
      for (const { past } of looksOf(outcomes).looks) flows.take(past);
      const risk = flows.risks(withinMinutes).find(({ stationId }) => stationId === "a");
      for (const [told, measure] of [
        [risk?.empty, "vehicles"],
        [risk?.full, "docks"],
      ] as const) {
        const sightings = polls.map((poll) => ({ minute: poll.minute, count: poll[measure] }));
        if (sightings.at(-1)?.count === null) expect(told).toBeNull();
        else expect(Math.exp(told ?? Number.NaN)).toBeCloseTo(chanceOfZero(sightings, withinMinutes), 5);
      }
    }),
    { numRuns: 60 },
  );
});
