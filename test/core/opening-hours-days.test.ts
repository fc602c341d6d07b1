import fc from "fast-check";
import { expect, test } from "vitest";
import { type Days, EVERY_DAY, isOn, parseDays } from "../../functions/core/opening-hours-days.ts";

const never = () => false;

/** The weekdays of each group, with the numbers of those in the month, and its holidays. */
function shown({ groups }: Days): string[] {
  return groups.map(({ weekdays, holidays }) =>
    [...weekdays.map(({ weekday, nth }) => `${weekday}${nth === null ? "" : `[${nth}]`}`), ...holidays].join(
      " ",
    ),
  );
}

test.each([
  ["Mo", ["0"]],
  ["Mo-We,Su", ["0 1 2 6"]],
  ["Sa-Mo", ["5 6 0"]],
  ["Mo-Su", ["0 1 2 3 4 5 6"]],
  ["Mo-Fr,PH", ["0 1 2 3 4 PH"]],
  ["PH Mo-Tu", ["PH", "0 1"]],
  ["SH", ["SH"]],
  ["Mo[1,3],Tu", ["0[1,3] 1"]],
  ["Mo[1-3]", ["0[1,2,3]"]],
  ["Mo[2-2]", ["0[2]"]],
  ["Mo[-2]", ["0[-2]"]],
  ["Mo[5,-5]", ["0[5,-5]"]],
])("the days %s", (text, groups) => {
  const days = parseDays(text);
  expect(days).toMatchObject({ dates: [], unknown: [] });
  expect(shown(days as Days)).toEqual(groups);
});

test("dates go before weekdays", () => {
  expect(parseDays("Apr 1-Nov 3 Mo")).toEqual({
    dates: [{ from: 401, to: 1_103, years: null }],
    groups: [{ weekdays: [{ weekday: 0, nth: null }], holidays: [] }],
    unknown: [],
  });
  expect(parseDays("")).toBe(EVERY_DAY);
});

test.each([
  "week 10-12",
  "easter",
  "easter+2 days",
  "Mo[15]",
  "Mo[51]",
  "Mo[1,9]",
  "Mo week 3",
  "PH week 3",
  "Apr week 3",
  "Mo[6]",
  "Mo[0]",
  "Mo[3-1]",
  "Mo[1,3-2]",
  "Mo[-1-2]",
  "Mo[-2-1]",
])("%s are days that nobody here knows", (text) => {
  expect(parseDays(text)).toEqual({ ...EVERY_DAY, unknown: [text] });
});

test.each([
  "Xx",
  "Xx-Mo",
  "Mo-Xx",
  "Mo,Xx-Tu",
  "always",
  "Mo foo",
  "week 3 foo",
  "week 3!",
  "!week 3",
  "10-12",
])("%s are no days", (text) => {
  expect(parseDays(text)).toBeNull();
});

test("the weekdays of a month are counted from its beginning and from its end", () => {
  const monthOf = (day: number) => new Date(day * 86_400_000).getUTCMonth();
  const areOn = (text: string, day: number) => isOn(parseDays(text) as Days, day, never);
  fc.assert(
    fc.property(fc.integer({ min: -1_000, max: 40_000 }), fc.integer({ min: 1, max: 5 }), (day, number) => {
      const isAmongLast = monthOf(day) !== monthOf(day + 7 * number);
      const isBeforeLast = monthOf(day) === monthOf(day + 7 * (number - 1));
      expect(areOn(`Mo-Su[-${number}]`, day)).toBe(isAmongLast && isBeforeLast);
      const isAmongFirst = monthOf(day) !== monthOf(day - 7 * number);
      expect(areOn(`Mo-Su[${number}]`, day)).toBe(
        isAmongFirst && monthOf(day) === monthOf(day - 7 * (number - 1)),
      );
    }),
    { numRuns: 300 },
  );
  const february = ["2027-02-22", "2028-02-22", "2028-02-23", "2028-02-29"];
  expect(february.map((date) => areOn("Mo-Su[-1]", Date.parse(date) / 86_400_000))).toEqual([
    ...[true, false, true, true],
  ]);
});
