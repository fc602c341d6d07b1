import { expect, test } from "vitest";
import { parseDays } from "../../functions/core/opening-hours-days.ts";
import { type HoursRule, readRules } from "../../functions/core/opening-hours-rules.ts";

type Joins = HoursRule["joins"];

/** What is read of each rule: how it joins, on which days, its spans, and what it says there. */
function read(text: string) {
  return readRules(text).map(({ text: written, rule, isUnderstood }) => ({
    written,
    isUnderstood,
    is: rule && [rule.joins, rule.days, rule.spans.map(({ from, to }) => `${from}-${to}`).join(), rule.says],
  }));
}

const understood = (written: string, joins: Joins, days: string, spans: string, says: HoursRule["says"]) => ({
  ...{ written, isUnderstood: true },
  is: [joins, parseDays(days), spans, says],
});

test("a rule says what it says of its spans, on its days", () => {
  expect(read("Mo-Fr 06:00-23:00; Sa off, Su 07:00-08:00 || PH unknown")).toEqual([
    understood("Mo-Fr 06:00-23:00", "replaces", "Mo-Fr", "360-1380", "open"),
    understood("Sa off", "replaces", "Sa", "0-2880", "closed"),
    understood("Su 07:00-08:00", "adds", "Su", "420-480", "open"),
    understood("PH unknown", "falls back", "PH", "0-1440", "unknown"),
  ]);
  expect(read("Apr-Oct: Mo 06:00-07:00 open")).toEqual([
    understood("Apr-Oct: Mo 06:00-07:00 open", "replaces", "Apr-Oct Mo", "360-420", "open"),
  ]);
});

test("a comment makes it unknown, wherever it stands", () => {
  expect(read('Mo "by the lake" 06:00-07:00')).toEqual([
    understood('Mo " 06:00-07:00', "replaces", "Mo", "360-420", "unknown"),
  ]);
  expect(read('"by the lake" Mo 06:00-07:00')).toEqual([
    understood('" Mo 06:00-07:00', "replaces", "Mo", "360-420", "unknown"),
  ]);
  expect(read('Mo,Tu "by the lake"')).toEqual([
    understood('Mo,Tu "', "replaces", "Mo,Tu", "0-1440", "unknown"),
  ]);
  expect(read('Mo "by the lake" off')).toEqual([
    understood('Mo " off', "replaces", "Mo", "0-2880", "closed"),
  ]);
});

test.each([
  ["Sa 8am-6pm off", "Sa"],
  ["Apr 1 Mo foo bar", "Apr 1 Mo"],
  ["Sa,PH foo bar 06:00-07:00", "Sa,PH"],
  ["Apr: foo 06:00-07:00", "Apr"],
  ["Mo 09:00-09:00 off", "Mo"],
])("of %s only the days are understood", (written, days) => {
  expect(read(written)).toEqual([
    { written, isUnderstood: false, is: ["replaces", parseDays(days), "0-1440", "unknown"] },
  ]);
});

test.each(["foo", "foo Mo", "week foo", "foo off"])("of %s nothing is", (written) => {
  expect(read(written)).toEqual([{ written, isUnderstood: false, is: null }]);
});

test("of a colon alone nothing is known", () => {
  expect(read(":")).toEqual([
    { written: ":", isUnderstood: false, is: ["replaces", parseDays(""), "0-1440", "unknown"] },
  ]);
});

test("a day without hours is closed, or open, as a whole", () => {
  expect(read("off")).toEqual([understood("off", "replaces", "", "0-2880", "closed")]);
  expect(read("open")).toEqual([understood("open", "replaces", "", "0-1440", "open")]);
});

test.each([
  ["mon 06:00-07:00", "Mo 06:00-07:00"],
  ["tue 06:00-07:00", "Tu 06:00-07:00"],
  ["wed 06:00-07:00", "We 06:00-07:00"],
  ["thu 06:00-07:00", "Th 06:00-07:00"],
  ["fri 06:00-07:00", "Fr 06:00-07:00"],
  ["sat 06:00-07:00", "Sa 06:00-07:00"],
  ["sun 06:00-07:00", "Su 06:00-07:00"],
  ["Mo- Fr 06:00- 07:00", "Mo-Fr 06:00-07:00"],
  ["Mo -Fr 06:00 -07:00", "Mo-Fr 06:00-07:00"],
])("%s means %s", (text, usual) => {
  expect(readRules(text)).toEqual(readRules(usual));
});

test("what separates nothing is no rule", () => {
  for (const text of ["06:00-07:00,", "06:00-07:00; ;", ";06:00-07:00", "06:00-07:00 ||", ",06:00-07:00"]) {
    expect(read(text)).toHaveLength(1);
  }
  expect(read("")).toEqual([]);
});

test.each([
  "Apr-Oct Mo-Fr 08:00-18:00",
  "PH off; SH closed",
  "week 1 open; easter unknown",
  "Mo sunrise-sunset; Tu dawn-dusk",
])("words may be written in any case: %s", (text) => {
  expect(readRules(text.toLowerCase())).toEqual(readRules(text));
  expect(readRules(text.toUpperCase())).toEqual(readRules(text));
});
