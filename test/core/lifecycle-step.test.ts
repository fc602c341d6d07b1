import { describe, expect, test } from "vitest";
import {
  type Episode,
  isHolding,
  isOpen,
  type Moment,
  step,
  UNSEEN,
} from "../../functions/core/lifecycle.ts";

/** A poll at 1,000 that confirms what has been so since 900; a gap is a case of its own. */
const MOMENT: Moment = { at: 1_000, since: 900, afterGap: false };
const AFTER_GAP: Moment = { ...MOMENT, afterGap: true };
const NEVER = 1_000_000;

/** An object of its own: a state that does not change is given back as it is. */
const inactive = { phase: "inactive" } as const;
const pending: Episode = {
  phase: "pending",
  startedAt: 500,
  endedAt: null,
  baseline: false,
  afterGap: true,
};
const open: Episode = { ...pending, phase: "open", baseline: true, afterGap: false };
const closing: Episode = { ...open, phase: "closing", endedAt: 700 };

const waits = (forMs: number, keepForMs = NEVER) => ({ forMs, keepForMs });
const keeps = (keepForMs: number, forMs = NEVER) => ({ forMs, keepForMs });

describe("a condition that is first known", () => {
  const baseline = { phase: "open", startedAt: 900, endedAt: null, baseline: true, afterGap: false };
  test("and holds is a baseline since it has been so, also after a gap", () => {
    expect(step(UNSEEN, true, MOMENT, waits(NEVER))).toEqual(baseline);
    expect(step(UNSEEN, true, AFTER_GAP, waits(NEVER))).toEqual(baseline);
  });
  test("and does not hold is inactive, also after a gap", () => {
    expect(step(UNSEEN, false, MOMENT, waits(0))).toEqual(inactive);
    expect(step(UNSEEN, false, AFTER_GAP, waits(0))).toEqual(inactive);
  });
});

describe("what is inactive", () => {
  const begun = { startedAt: 900, endedAt: null, baseline: false, afterGap: false };
  test("begins where the condition did, and opens once `for` has passed to the millisecond", () => {
    expect(step(inactive, true, MOMENT, waits(100))).toEqual({ ...begun, phase: "open" });
    expect(step(inactive, true, MOMENT, waits(101))).toEqual({ ...begun, phase: "pending" });
    expect(step(inactive, true, MOMENT, waits(101, 0))).toEqual({ ...begun, phase: "pending" });
  });
  test("remembers that a gap was before it", () => {
    expect(step(inactive, true, AFTER_GAP, waits(100))).toEqual({ ...begun, phase: "open", afterGap: true });
  });
  test("stays as it is while the condition does not hold", () => {
    expect(step(inactive, false, AFTER_GAP, waits(0))).toBe(inactive);
  });
});

describe("what is pending", () => {
  test("opens when `for` has passed since its start, to the millisecond", () => {
    expect(step(pending, true, MOMENT, waits(500, 0))).toEqual({ ...pending, phase: "open" });
    expect(step(pending, true, MOMENT, waits(501, 0))).toBe(pending);
  });
  test("waits afresh after a gap, from where the condition is known to hold", () => {
    const afresh = { phase: "pending", startedAt: 900, endedAt: null, baseline: false, afterGap: true };
    expect(step(pending, true, AFTER_GAP, waits(101, 0))).toEqual(afresh);
    expect(step(pending, true, AFTER_GAP, waits(100))).toEqual({ ...afresh, phase: "open" });
  });
  test("is over when the condition does not hold", () => {
    expect(step(pending, false, MOMENT, waits(NEVER))).toEqual(inactive);
  });
});

describe("what is open", () => {
  test("stays as it is while the condition holds, also after a gap", () => {
    expect(step(open, true, MOMENT, keeps(0))).toBe(open);
    expect(step(open, true, AFTER_GAP, keeps(0))).toBe(open);
  });
  test("is over once `keepFor` has passed since the condition ended, to the millisecond", () => {
    expect(step(open, false, MOMENT, keeps(100))).toEqual(inactive);
    expect(step(open, false, MOMENT, keeps(101, 0))).toEqual({ ...open, phase: "closing", endedAt: 900 });
  });
  test("is over at the first look after a gap", () => {
    expect(step(open, false, AFTER_GAP, keeps(NEVER))).toEqual(inactive);
  });
});

describe("what is closing", () => {
  test("is open again, with nothing of its end left, when the condition holds, also after a gap", () => {
    expect(step(closing, true, MOMENT, keeps(0))).toEqual(open);
    expect(step(closing, true, AFTER_GAP, keeps(0))).toEqual(open);
  });
  test("is over when `keepFor` has passed since its end, to the millisecond", () => {
    expect(step(closing, false, MOMENT, keeps(300))).toEqual(inactive);
    expect(step(closing, false, MOMENT, keeps(301, 0))).toBe(closing);
  });
  test("is over after a gap", () => {
    expect(step(closing, false, AFTER_GAP, keeps(NEVER))).toEqual(inactive);
  });
});

test("a condition holds while pending or open, and an alert is open until it is resolved", () => {
  const all = [UNSEEN, inactive, pending, open, closing];
  expect(all.map(isHolding)).toEqual([false, false, true, true, false]);
  expect(all.map(isOpen)).toEqual([false, false, false, true, true]);
});
