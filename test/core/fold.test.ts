import { describe, expect, test } from "vitest";
import { fold } from "../../functions/core/fold.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import {
  at,
  contextOf,
  failed,
  NO_RULES,
  onlyEmpty,
  reading,
  retired,
  ruleBook,
  run,
  SHUT,
  snapshot,
  told,
  unchanged,
} from "./builders.ts";

describe("a record that is not newer than the mark", () => {
  const seen = run([snapshot(at(0), reading("a", 1)), snapshot(at(5), reading("a", 1))]).state;
  test.each([
    ["an older snapshot", snapshot(at(4), reading("a", 0))],
    ["the same snapshot", snapshot(at(5), reading("a", 0))],
    ["an older unchanged", unchanged(at(3), at(0))],
    ["an older failure", failed(at(1))],
    ["an older farewell", retired(at(2))],
  ])("%s is skipped, and the very same state is given back", (_what, outcome) => {
    expect(fold(seen, outcome, contextOf())).toEqual({
      state: seen,
      effects: [],
      verdict: "old",
      reason: null,
      seen: null,
    });
    expect(fold(seen, outcome, contextOf()).state).toBe(seen);
  });

  test("a millisecond makes one newer", () => {
    expect(fold(seen, failed(at(5) + 1), contextOf()).verdict).toBe("failed");
  });

  test("a failed poll moves the mark too", () => {
    const { verdicts, state } = run([failed(at(3)), snapshot(at(2), reading("a", 0))]);
    expect(verdicts).toEqual(["failed", "old"]);
    expect(state).toEqual({ ...NEW_SYSTEM, markAt: at(3) });
  });
});

describe("unchanged", () => {
  test("repeats the snapshot that it names, timers and windows included", () => {
    const first = snapshot(at(0), reading("a", 1), reading("b", 4));
    const second = snapshot(at(1), reading("a", 0), reading("b", null));
    const repeated = run([first, second, unchanged(at(2), at(1)), unchanged(at(3), at(1))], {
      ruleBook: onlyEmpty({ forMs: 120_000 }),
    });
    const sent = run([first, second, { ...second, fetchedAt: at(2) }, { ...second, fetchedAt: at(3) }], {
      ruleBook: onlyEmpty({ forMs: 120_000 }),
    });
    expect(told(repeated.effects)).toEqual(["open empty a 3 since 1"]);
    expect(repeated.effects).toEqual(sent.effects);
    expect({ ...repeated.state, snapshotAt: at(3) }).toEqual(sent.state);
  });

  test("stations absent and counts unknown in it stay so and add nothing", () => {
    const { state } = run([
      snapshot(at(0), reading("a", 1), reading("b", 2)),
      snapshot(at(1), reading("a", null)),
      unchanged(at(2), at(1)),
    ]);
    expect(state.columns.present).toEqual([true, false]);
    expect(state.columns.vehicles).toEqual([null, null]);
    expect(state.window?.vehiclesCount).toEqual([1, 1]);
    expect(state.window?.docksCount).toEqual([3, 1]);
  });

  test("may follow an unchanged and a failed poll, as long as no other snapshot came", () => {
    const { verdicts } = run([
      snapshot(at(0), reading("a", 1)),
      unchanged(at(1), at(0)),
      failed(at(2)),
      unchanged(at(3), at(0)),
    ]);
    expect(verdicts).toEqual(["observed", "observed", "failed", "observed"]);
  });

  test.each([
    ["an older snapshot", at(0)],
    ["one that never came", at(1) + 1],
    ["an unchanged", at(2)],
  ])("that names %s counts as failed", (_what, named) => {
    const before = run([
      snapshot(at(0), reading("a", 0)),
      snapshot(at(1), reading("a", 0)),
      unchanged(at(2), at(1)),
    ]).state;
    const folded = fold(before, unchanged(at(9), named), contextOf());
    expect(folded).toMatchObject({ effects: [], verdict: "unmatched" });
    expect(folded.state).toEqual({ ...before, markAt: at(9) });
  });
});

test("a failed poll changes nothing but the mark, and what is open stays open", () => {
  const before = run([snapshot(at(0), reading("a", 0))]).state;
  const folded = fold(before, failed(at(7)), contextOf());
  expect(folded).toMatchObject({ effects: [], verdict: "failed", reason: "it answered 503" });
  expect(folded.state).toEqual({ ...before, markAt: at(7) });
});

describe("a system that leaves", () => {
  const open = run([snapshot(at(0), reading("a", 0), reading("b", 3, 0)), snapshot(at(1), reading("a", 0))]);

  test("has its open alerts withdrawn with the last look, those of absent stations too", () => {
    const { effects, verdicts } = run([failed(at(2)), retired(at(9_000))], {}, open.state);
    expect(told(effects)).toEqual([
      "resolve empty a 9000 ended 1 withdrawn",
      "resolve full b 9000 ended 1 withdrawn",
    ]);
    expect(verdicts).toEqual(["failed", "retired"]);
  });

  test("has them end with the last look, also where that repeats a snapshot", () => {
    const { effects } = run([unchanged(at(2), at(1)), retired(at(5))], {}, open.state);
    expect(told(effects)[0]).toBe("resolve empty a 5 ended 2 withdrawn");
  });

  test("is forgotten but for its ids and the mark, and told of once", () => {
    const { state, effects } = run([retired(at(2)), retired(at(3))], {}, open.state);
    expect(effects).toHaveLength(2);
    expect(state).toEqual(
      run([retired(at(3))], {}, { ...NEW_SYSTEM, ...run([retired(at(2))], {}, open.state).state }).state,
    );
    expect(state.stationIds).toEqual(["a", "b"]);
    expect([state.markAt, state.snapshotAt, state.window]).toEqual([at(3), null, null]);
    expect(state.rules).toEqual({});
  });

  test("comes back with a baseline, and its unfinished window is never given out", () => {
    const back = run(
      [retired(at(2)), unchanged(at(3), at(1)), snapshot(at(8), reading("a", 0))],
      {},
      open.state,
    );
    expect(back.verdicts).toEqual(["retired", "unmatched", "observed"]);
    expect(told(back.effects).at(-1)).toBe("open empty a 8 baseline");
    expect(back.effects.filter(({ type }) => type === "window")).toEqual([]);
  });

  test("withdraws what was closing with the time at which it was over", () => {
    const ruleBook = onlyEmpty({ keepForMs: 600_000 });
    const closing = [snapshot(at(0), reading("a", 0)), snapshot(at(1), reading("a", 3)), retired(at(4))];
    expect(told(run(closing, { ruleBook }).effects).at(-1)).toBe("resolve empty a 4 ended 1 withdrawn");
  });
});

describe("a rule that is switched off", () => {
  const { empty } = PLAIN_RULES.rules;
  const off = ruleBook({ ...NO_RULES, full: empty, closed: empty });
  const open = run([
    snapshot(at(0), reading("a", 0), reading("b", 0)),
    snapshot(at(1), reading("b", 0)),
  ]).state;

  test("withdraws its open alerts, those of absent stations too", () => {
    const { effects } = run([snapshot(at(2), reading("b", 0))], { ruleBook: off }, open);
    expect(told(effects)).toEqual(["resolve empty a 2 withdrawn", "resolve empty b 2 withdrawn"]);
  });

  test("starts from a baseline when it is switched on again", () => {
    const without = run([snapshot(at(2), reading("b", 0))], { ruleBook: off }, open).state;
    expect(told(run([snapshot(at(3), reading("b", 0))], {}, without).effects)).toEqual([
      "open empty b 3 baseline",
    ]);
  });

  test("may be switched off for one station that it has seen", () => {
    const notA = ruleBook(PLAIN_RULES.rules, [["a", off.rules]]);
    const seen = run([snapshot(at(0), reading("a", 3), reading("b", 3))]).state;
    const { effects, state } = run(
      [snapshot(at(1), reading("a", 3), reading("b", 0))],
      { ruleBook: notA },
      seen,
    );
    expect(told(effects)).toEqual(["open empty b 1"]);
    expect(state.rules.empty?.map(({ phase }) => phase)).toEqual(["unseen", "open"]);
  });

  test("may be off for one station alone, or on for one alone", () => {
    const onlyA = ruleBook(off.rules, [["a", PLAIN_RULES.rules]]);
    const notA = ruleBook(PLAIN_RULES.rules, [["a", off.rules]]);
    const outcomes = [snapshot(at(0), reading("a", 0), reading("b", 0))];
    expect(told(run(outcomes, { ruleBook: onlyA }).effects)).toEqual(["open empty a 0 baseline"]);
    expect(told(run(outcomes, { ruleBook: notA }).effects)).toEqual(["open empty b 0 baseline"]);
  });
});

test("one observation may end one alert and open another", () => {
  const { effects } = run([
    snapshot(at(0), reading("a", 3)),
    snapshot(at(1), reading("a", 0)),
    snapshot(at(2), reading("a", 0, 5, SHUT)),
  ]);
  expect(told(effects)).toEqual(["open empty a 1", "resolve empty a 2", "open closed a 2"]);
  expect(effects.at(-1)).toMatchObject({ reason: "neither renting nor returning", emptyInSystem: 0 });
});
