import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { RuleBook } from "../../functions/core/rules.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { packState, unpackState } from "../../functions/store/packed-state.ts";
import { createRandom } from "../../local/city/random.ts";
import { idsOf } from "../detect/changing-ids.ts";
import { at, guarded, reading, run, snapshot, told, unchanged } from "./builders.ts";

const STATIONS = 300;

interface Size {
  readonly columns: number;
  readonly ids: number;
  readonly state: number;
}

function sizeOf(state: SystemState): Size {
  return {
    columns: state.stationIds.length,
    ids: deflateRawSync(JSON.stringify(state.stationIds)).length,
    state: packState(state).length,
  };
}

/** The sizes after each poll of a feed of which `fresh` ids are new in each. Folded on what is stored, as a container does. */
function sizesOf(fresh: number, ruleBook: RuleBook, polls: number): Size[] {
  const random = createRandom(1);
  let ids = idsOf(random, STATIONS);
  let vehicles = ids.map(() => random.below(12));
  let state = NEW_SYSTEM;
  return Array.from({ length: polls }, (_, minute) => {
    if (minute > 0) ids = [...ids.slice(fresh), ...idsOf(random, fresh)];
    vehicles = vehicles.map((count) => (random.chance(0.1) ? random.below(12) : count));
    const readings = ids.map((id, index) => reading(id, vehicles[index] ?? 0, 12 - (vehicles[index] ?? 0)));
    const { stationIds, markAt, snapshotAt } = run(
      [snapshot(at(minute), ...readings)],
      { ruleBook },
      state,
    ).state;
    const packed = packState(run([snapshot(at(minute), ...readings)], { ruleBook }, state).state);
    state = unpackState(packed, { stationIds, markAt, snapshotAt });
    return sizeOf(state);
  });
}

describe("a feed whose ids change never makes more than twice of what one with the same stations makes:", () => {
  test.each([
    ["all of them at each poll", STATIONS, guarded()],
    ["all of them at each poll, by the plain rules", STATIONS, PLAIN_RULES],
    ["every tenth at each poll", STATIONS / 10, guarded()],
    ["a few at each poll", 2, guarded()],
  ])("%s", (_what, fresh, ruleBook) => {
    const polls = 60;
    const still = sizesOf(0, ruleBook, polls);
    for (const [poll, size] of sizesOf(fresh, ruleBook, polls).entries()) {
      expect(size.columns).toBeLessThanOrEqual(2 * STATIONS);
      expect(size.ids).toBeLessThanOrEqual(2 * (still[poll]?.ids ?? 0));
      expect(size.state).toBeLessThanOrEqual(
        2 * Math.max(...still.slice(0, poll + 1).map(({ state }) => state)),
      );
    }
  });
});

const names = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const seen = (minute: number, ids: readonly string[]) =>
  snapshot(at(minute), ...ids.map((id) => reading(id, id === "a0" ? 0 : 3)));

describe("stations that leave", () => {
  test("stay known while none is new, however many are absent: the feed has shrunk", () => {
    const { state } = run([seen(0, names("a", 300)), seen(1, names("a", 100)), seen(2, names("a", 100))]);
    expect(state.stationIds).toHaveLength(300);
    expect(state.absentSince.size).toBe(200);
  });

  test("are displaced by new ones, two by each, the longest absent first, and their alerts are withdrawn", () => {
    const polls = [
      seen(0, names("a", 300)),
      seen(1, names("a", 300).slice(150)),
      seen(2, [...names("a", 300).slice(180), ...names("b", 30)]),
    ];
    const { state, effects } = run(polls);
    // 180 are absent beside 150: 130 too many, of which 30 new ones displace 60.
    expect(state.absentSince.size).toBe(120);
    expect(state.stationIds).toHaveLength(270);
    expect(told(effects)).toEqual(["open empty a0 0 baseline", "resolve empty a0 2 withdrawn"]);
  });

  test("count in the city's window until it ends, though their columns are gone", () => {
    const windows = (polls: readonly ReturnType<typeof seen>[]) =>
      run(polls).effects.flatMap((effect) => (effect.type === "window" ? [effect.window] : []));
    const changing = [0, 1, 2].map((minute) => seen(minute, names(`${minute}-`, 200)));
    const [window] = windows([...changing, seen(5, names("x", 200))]);
    expect(window).toMatchObject({ stations: 600, vehicles: 1_800, docks: 3_000 });
  });

  test("whose hold was not believed leave no column", () => {
    const { state, verdicts } = run(
      [seen(0, names("a", 300)), seen(1, names("b", 200)), seen(2, names("a", 300))],
      { ruleBook: guarded() },
    );
    expect(verdicts).toEqual(["observed", "held", "observed"]);
    expect(state.stationIds).toEqual(names("a", 300));
  });

  test("are held without those that come where these are too many, and nothing repeats that hold", () => {
    const polls = [seen(0, names("a", 300)), seen(1, names("b", 300)), unchanged(at(2), at(1))];
    const { state, verdicts } = run(polls, { ruleBook: guarded() });
    expect(verdicts).toEqual(["observed", "held", "unmatched"]);
    expect(state.stationIds).toHaveLength(300);
    const later = run([seen(3, names("b", 300)), seen(4, names("b", 300))], { ruleBook: guarded() }, state);
    expect(later.verdicts).toEqual(["held", "observed"]);
    expect(later.state.columns.present.filter(Boolean)).toHaveLength(300);
    expect(later.state.absentSince.size).toBe(75);
  });
});
