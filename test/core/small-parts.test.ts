import { describe, expect, test } from "vitest";
import { isBadInput } from "../../functions/core/bad-input.ts";
import { AHEAD_MS_MAX } from "../../functions/core/clocks.ts";
import { isRefused, UNHANDLED } from "../../functions/core/handling.ts";
import { NO_HISTORY } from "../../functions/core/history-marks.ts";
import { inParallel } from "../../functions/core/in-parallel.ts";
import { isoOrNull, isoTime, TIME_MS_MAX } from "../../functions/core/iso-time.ts";
import { itemsOfValue, REPLACED_KEPT_MS, valueName } from "../../functions/core/item-names.ts";
import { MEASURES, wordsOfMeasure } from "../../functions/core/measures.ts";
import { messageOf } from "../../functions/core/messages.ts";
import { isCount, readingsOf } from "../../functions/core/observation.ts";
import { NewerStateError, RefusedForGood, Throttled, UnusableItem } from "../../functions/core/refusal.ts";
import { SILENCE_MS_MAX } from "../../functions/core/silences.ts";
import { isTimeZone } from "../../functions/core/time-zone.ts";

test.each([
  [{ isBadInput: true }, true],
  [Object.assign(new Error("x"), { isBadInput: true }), true],
  [{ isBadInput: "true" }, false],
  [{ isBadInput: false }, false],
  [new Error("x"), false],
  [null, false],
  [undefined, false],
])("whether somebody's input caused %j: %s", (error, expected) => {
  expect(isBadInput(error)).toBe(expected);
});

test.each([
  [new Error("it failed"), "it failed"],
  [new TypeError(""), "TypeError"],
  ["a text", "a text"],
  [null, "null"],
])("the message of %j is %s", (error, message) => {
  expect(messageOf(error)).toBe(message);
});

test.each([
  ["Europe/Paris", true],
  ["UTC", true],
  ["Europe/Lyon", false],
  ["", false],
])("whether this runtime knows the time zone %s: %s", (name, expected) => {
  expect(isTimeZone(name)).toBe(expected);
});

test("errors have names that logs show", () => {
  const errors = [new RefusedForGood("x"), new Throttled("x"), new NewerStateError("x")];
  expect(errors.map(({ name }) => name)).toEqual(["RefusedForGood", "Throttled", "NewerStateError"]);
  const unusable = new UnusableItem("gone", [{ a: 1 }], 7);
  expect(unusable).toMatchObject({ name: "UnusableItem", message: "gone", items: [{ a: 1 }], anew: 7 });
});

test("limits of time are a month, a day and five minutes; a system without history has no marks", () => {
  expect([SILENCE_MS_MAX, REPLACED_KEPT_MS, AHEAD_MS_MAX]).toEqual([2_592_000_000, 86_400_000, 300_000]);
  expect(NO_HISTORY).toEqual({
    believedAt: null,
    keyAt: null,
    listAt: null,
    listChanges: 0,
    listUntil: null,
  });
});

test("measures have words", () => {
  expect(MEASURES.map(({ name }) => wordsOfMeasure(name))).toMatchObject([
    { plural: "vehicles", noun: "bike" },
    { plural: "docks", noun: "dock" },
    { plural: "e-bikes", noun: "e-bike" },
  ]);
});

test("what is refused says what it is", () => {
  expect([isRefused({ type: "over" }), isRefused(UNHANDLED)]).toEqual([true, false]);
});

test.each([
  [0, true],
  [1, true],
  [999_999, true],
  [1e12, true],
  [1e12 + 1, false],
  [-1, false],
  [0.5, false],
  [Number.NaN, false],
  ["1", false],
  [null, false],
  [true, false],
])("whether %j is a count: %s", (value, expected) => {
  expect(isCount(value)).toBe(expected);
});

test("readings keep an extra measure where any station has it", () => {
  const one = { stationId: "a", vehicles: 1, docks: 2, flags: 3, ebikes: null };
  const plain = { stationIds: ["a", "b"], vehicles: [1, null], docks: [2, 5], flags: [3, 0] };
  const other = { stationId: "b", vehicles: null, docks: 5, flags: 0 };
  expect(readingsOf([one, other])).toEqual(plain);
  expect(readingsOf([{ ...one, ebikes: 0 }, other])).toEqual({ ...plain, ebikes: [0, null] });
  expect(readingsOf([])).toEqual({ stationIds: [], vehicles: [], docks: [], flags: [] });
});

describe("a time in ISO 8601", () => {
  test("has milliseconds, and is the same when it is asked for again, also after many others", () => {
    const many = Array.from({ length: 2_500 }, (_, index) => index * 1_001);
    for (const ms of [...many, ...many]) expect(isoTime(ms)).toBe(new Date(ms).toISOString());
    expect([isoOrNull(null), isoOrNull(0)]).toEqual([null, "1970-01-01T00:00:00.000Z"]);
  });

  test("has one length before the year 10000 alone", () => {
    expect(isoTime(TIME_MS_MAX - 1)).toBe("9999-12-31T23:59:59.999Z");
    expect(isoTime(TIME_MS_MAX)).toHaveLength("+010000-01-01T00:00:00.000Z".length);
  });
});

describe("the name of a value", () => {
  const HASH = "0123456789ab";

  test.each([
    ["stations", 1, ["stations/7-0123456789ab"]],
    ["overflow", 2, ["overflow/7-0123456789ab.2/1", "overflow/7-0123456789ab.2/2"]],
    ["roster", 3, [1, 2, 3].map((part) => `roster/7-0123456789ab.3/${part}`)],
  ] as const)("of kind %s says in how many parts it is: %d", (kind, parts, items) => {
    expect(itemsOfValue(valueName(kind, 7, HASH, parts))).toEqual(items);
  });

  test.each([
    null,
    7,
    "",
    `stations/-${HASH}`,
    `stations/7-${HASH}.`,
    `stations/7-${HASH}.1234`,
    `stations/7-${HASH}/1`,
    `x-stations/7-${HASH}`,
    `stations/7-${HASH}a`,
    `stations/7-${HASH.toUpperCase()}`,
    `stations/12345678901234567-${HASH}`,
    `others/7-${HASH}`,
  ])("is not %j", (name) => {
    expect(itemsOfValue(name)).toEqual([]);
  });

  test("may have three digits of parts and sixteen of a version", () => {
    expect(itemsOfValue(`stations/1234567890123456-${HASH}.120`)).toHaveLength(120);
  });
});

describe("work in parallel", () => {
  /** Runs five items; each ends when it is told to. */
  async function started(atOnce: number) {
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const all = inParallel([0, 1, 2, 3, 4], atOnce, (item) => {
      begun.push(item);
      return new Promise((resolve) => {
        ends[item] = resolve;
      });
    });
    const turn = () => new Promise((resolve) => setImmediate(resolve));
    await turn();
    return { begun, ends, all, turn };
  }

  test("begins in order, so many at once, and the next when one has ended", async () => {
    const { begun, ends, all, turn } = await started(2);
    expect(begun).toEqual([0, 1]);
    ends[1]?.();
    await turn();
    expect(begun).toEqual([0, 1, 2]);
    for (const item of [0, 2, 3, 4]) {
      ends[item]?.();
      await turn();
    }
    await all;
    expect(begun).toEqual([0, 1, 2, 3, 4]);
  });

  test("begins all where there is room for more, and none of none", async () => {
    const { begun, ends, all } = await started(9);
    expect(begun).toHaveLength(5);
    for (const end of ends) end();
    await all;
    await inParallel([], 2, () => Promise.reject(new Error("there is no item")));
  });

  test("fails with the first that fails", async () => {
    await expect(inParallel([1], 2, () => Promise.reject(new Error("one")))).rejects.toThrow("one");
  });
});
