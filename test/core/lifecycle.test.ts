import { describe, expect, test } from "vitest";
import { alertIdOf } from "../../functions/core/effects.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { at, onlyEmpty, reading, run, snapshot, T0, told } from "./builders.ts";

/** One station with one count a minute from T0 on; null is unknown. */
function counts(values: (number | null)[], ruleBook: RuleBook) {
  return run(
    values.map((vehicles, minute) => snapshot(at(minute), reading("a", vehicles))),
    { ruleBook },
  );
}

const TWO_MINUTES = 120_000;

describe("told is", () => {
  const table: [what: string, (number | null)[], RuleBook, string[]][] = [
    ["an opening and an end", [1, 0, 0, 2], onlyEmpty(), ["open empty a 1", "resolve empty a 3"]],
    ["nothing while all goes well", [3, 2, 1, 4], onlyEmpty(), []],
    [
      "a baseline as such, and its end",
      [0, 0, 1],
      onlyEmpty(),
      ["open empty a 0 baseline", "resolve empty a 2"],
    ],
    [
      "a baseline at once, whatever `for` says",
      [0],
      onlyEmpty({ forMs: TWO_MINUTES }),
      ["open empty a 0 baseline"],
    ],
    ["the first known condition as baseline", [null, null, 0], onlyEmpty(), ["open empty a 2 baseline"]],
    ["nothing before `for` has passed", [1, 0, 0, 1], onlyEmpty({ forMs: TWO_MINUTES }), []],
    [
      "an opening when `for` has passed to the moment",
      [1, 0, 0, 0],
      onlyEmpty({ forMs: TWO_MINUTES }),
      ["open empty a 3 since 1"],
    ],
    ["nothing when it was over in between", [1, 0, 0, 1, 0, 0, 1], onlyEmpty({ forMs: TWO_MINUTES }), []],
    [
      "the end when `keepFor` has passed, with when it was over",
      [1, 0, 2, 2, 2],
      onlyEmpty({ keepForMs: TWO_MINUTES }),
      ["open empty a 1", "resolve empty a 4 ended 2"],
    ],
    [
      "one episode for a flapping within `keepFor`",
      [1, 0, 2, 0, 2, 0, 2, 2, 2],
      onlyEmpty({ keepForMs: TWO_MINUTES }),
      ["open empty a 1", "resolve empty a 8 ended 6"],
    ],
    [
      "two episodes for one without `keepFor`",
      [1, 0, 2, 0, 2],
      onlyEmpty(),
      ["open empty a 1", "resolve empty a 2", "open empty a 3", "resolve empty a 4"],
    ],
    [
      "no end between atMost and clearAt",
      [9, 1, 2, 4, 5],
      onlyEmpty({ atMost: 1, clearAt: 5 }),
      ["open empty a 1", "resolve empty a 4"],
    ],
    ["no opening between atMost and clearAt", [9, 2, 4, 2], onlyEmpty({ atMost: 1, clearAt: 5 }), []],
    ["no baseline between atMost and clearAt", [4, 4], onlyEmpty({ atMost: 1, clearAt: 5 }), []],
    [
      "a pending that stays between atMost and clearAt",
      [9, 1, 3, 3],
      onlyEmpty({ atMost: 1, clearAt: 5, forMs: TWO_MINUTES }),
      ["open empty a 3 since 1"],
    ],
    [
      "no reopening between atMost and clearAt while closing",
      [9, 1, 6, 3, 3],
      onlyEmpty({ atMost: 1, clearAt: 5, keepForMs: TWO_MINUTES }),
      ["open empty a 1", "resolve empty a 4 ended 2"],
    ],
    [
      "nothing for unknown: what is open stays",
      [1, 0, null, null, 0, 1],
      onlyEmpty(),
      ["open empty a 1", "resolve empty a 5"],
    ],
    ["nothing for unknown: what is over stays", [1, null, null, 1], onlyEmpty(), []],
    [
      "an opening at the first known count after `for`",
      [1, 0, null, null, null, 0],
      onlyEmpty({ forMs: TWO_MINUTES }),
      ["open empty a 5 since 1"],
    ],
    [
      "an end at the first known count after `keepFor`",
      [1, 0, 3, null, null, null, 3],
      onlyEmpty({ keepForMs: TWO_MINUTES }),
      ["open empty a 1", "resolve empty a 6 ended 2"],
    ],
  ];
  test.each(table)("%s", (_what, values, ruleBook, expected) => {
    expect(told(counts(values, ruleBook).effects)).toEqual(expected);
  });
});

test("an alert keeps the four times apart", () => {
  const ruleBook = onlyEmpty({ forMs: TWO_MINUTES, keepForMs: TWO_MINUTES });
  const { effects } = counts([1, 0, 0, 0, 2, 2, 2], ruleBook);
  const alertId = alertIdOf(at(1), "a", "empty");
  expect(effects.filter(({ type }) => type !== "window")).toMatchObject([
    { type: "open", alertId, startedAt: at(1), openedAt: at(3), observed: { vehicles: 0, docks: 5 } },
    {
      type: "resolve",
      alertId,
      startedAt: at(1),
      resolution: { endedAt: at(4), resolvedAt: at(6), observed: { vehicles: 2, docks: 5 }, endReason: null },
    },
  ]);
});

test("what expires is counted from the arrival of the resolving record", () => {
  const arrivedAt = T0 + 5_000_000;
  const { effects } = run([snapshot(at(0), reading("a", 0)), snapshot(at(1), reading("a", 1))], {
    arrivedAt,
    alertRetentionMs: 1_000,
  });
  expect(effects.at(-1)).toMatchObject({ type: "resolve", resolution: { expiresAt: arrivedAt + 1_000 } });
});

test("every step leaves the state before as it was", () => {
  const ruleBook = onlyEmpty({ keepForMs: TWO_MINUTES });
  const opened = counts([1, 0], ruleBook).state;
  const before = structuredClone(opened);
  run([snapshot(at(2), reading("a", 1)), snapshot(at(3), reading("a", 0))], { ruleBook }, opened);
  expect(opened).toEqual(before);
});

test("between its two thresholds a condition holds while it waits to open, and not while it waits to be over", () => {
  const slow = onlyEmpty({ atMost: 0, clearAt: 3, forMs: TWO_MINUTES, keepForMs: TWO_MINUTES });
  expect(told(counts([5, 0, 2, 2], slow).effects)).toEqual(["open empty a 3 since 1"]);
  expect(told(counts([0, 3, 2, 2], slow).effects)).toEqual([
    "open empty a 0 baseline",
    "resolve empty a 3 ended 1",
  ]);
});
