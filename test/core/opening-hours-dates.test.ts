import { expect, test } from "vitest";
import { type DateRange, isIn, parseDates } from "../../functions/core/opening-hours-dates.ts";

type Written = readonly [from: number, to: number, years?: readonly [number, number]];

const ranges = (...written: Written[]) => written.map(([from, to, years = null]) => ({ from, to, years }));

test.each<[text: string, ranges: readonly DateRange[]]>([
  ["Feb", ranges([201, 229])],
  ["Apr 1", ranges([401, 401])],
  ["Apr 1-Nov 3", ranges([401, 1_103])],
  ["Apr 1-May", ranges([401, 531])],
  ["Mar-May 5", ranges([301, 505])],
  ["Mar 5-9", ranges([305, 309])],
  ["Nov-Mar", ranges([1_101, 331])],
  ["Apr+", ranges([401, 1_231])],
  ["Apr 10+", ranges([410, 1_231])],
  ["Jan 1,15,20,Dec 24-26", ranges([101, 101], [115, 115], [120, 120], [1_224, 1_226])],
  ["Jan 1-Feb 3,7", ranges([101, 203], [207, 207])],
  ["2026", ranges([101, 1_231, [2_026, 2_026]])],
  ["2026+", ranges([101, 1_231, [2_026, 9_999]])],
  ["2025-2027 May", ranges([501, 531, [2_025, 2_027]])],
  ["2025+ May 3-Sep", ranges([503, 930, [2_025, 9_999]])],
  ["2026 Dec 1-2027 Jan 15", ranges([20_261_201, 20_270_115])],
  ["2026 Dec-2027 Jan", ranges([20_261_201, 20_270_131])],
])("the dates %s", (text, expected) => {
  expect(parseDates(text)).toEqual(expected);
});

test.each([
  "",
  "15",
  "Apr 0",
  "Apr 31",
  "Feb 30-Mar 5",
  "Mar 5-Feb 30",
  "Mar 5-",
  "Mar-",
  "2026 Mar-",
  "Mar,May 32",
  "Mar 5-Mai 6",
  "2025-2026 Dec 1-2027 Jan 5",
  "Dec 1-2027 Jan 5",
  "Mo",
])("%j are no dates", (text) => {
  expect(parseDates(text)).toBeNull();
});

const on = (from: number, to: number, years: readonly [number, number] | null = null): DateRange => ({
  ...{ from, to, years },
});

test.each<[range: DateRange, inside: string[], outside: string[]]>([
  [on(301, 505), ["2026-03-01", "2027-05-05"], ["2026-02-28", "2026-05-06", "2026-12-31"]],
  [on(410, 420), ["2026-04-10", "2026-04-20"], ["2026-04-09", "2026-04-21"]],
  [on(20_261_210, 20_270_115), ["2026-12-10", "2027-01-15"], ["2026-12-09", "2027-01-16"]],
  [on(1_101, 331), ["2026-11-01", "2026-12-31", "2026-03-31"], ["2026-04-01", "2026-10-31"]],
  [on(402, 401), ["2026-04-01", "2026-04-02", "2026-01-01", "2026-12-31"], []],
  [on(402, 401, [2_025, 2_025]), ["2025-04-02", "2026-03-01", "2026-04-01"], ["2025-04-01", "2026-04-02"]],
  [on(101, 101, [2_026, 2_026]), ["2026-01-01"], ["2025-01-01", "2027-01-01", "2026-01-02"]],
  [on(501, 531, [2_025, 2_027]), ["2025-05-01", "2027-05-31"], ["2024-05-15", "2028-05-15"]],
  [
    on(1_101, 331, [2_025, 2_026]),
    ["2025-11-01", "2026-01-15", "2026-12-01", "2027-03-31"],
    ["2025-01-15", "2027-11-01", "2026-04-01"],
  ],
  [
    on(20_261_201, 20_270_115),
    ["2026-12-01", "2026-12-31", "2027-01-01", "2027-01-15"],
    ["2026-11-30", "2027-01-16", "2025-12-15", "2027-12-15"],
  ],
])("%j", (range, inside, outside) => {
  const dayOf = (date: string) => Date.parse(date) / 86_400_000;
  expect(inside.filter((date) => !isIn(range, dayOf(date)))).toEqual([]);
  expect(outside.filter((date) => isIn(range, dayOf(date)))).toEqual([]);
});
