import { expect, test } from "vitest";
import { hasExpired, millisecondsOf, timeToLiveOf } from "../../functions/store/times.ts";
import { T0 } from "../core/builders.ts";

test.each([
  ["2026-05-04T08:00:00.000Z", T0],
  ["soon", null],
  ["", null],
  [T0, null],
  [null, null],
  [undefined, null],
])("%o is the time %o", (iso, time) => {
  expect(millisecondsOf(iso)).toBe(time);
});

test.each([
  [1_000, 1],
  [1_001, 2],
  [0, 0],
])("what may go after %i ms goes after %i s", (milliseconds, seconds) => {
  expect(timeToLiveOf(milliseconds)).toBe(seconds);
});

test("an item has expired once its second has come; one without an expiry never does", () => {
  expect(hasExpired({ expiresAt: 5 }, 4_999)).toBe(false);
  expect(hasExpired({ expiresAt: 5 }, 5_000)).toBe(true);
  expect(hasExpired({}, Number.MAX_SAFE_INTEGER)).toBe(false);
});
