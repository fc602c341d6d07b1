import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isOpenAt,
  notUnderstoodIn,
  type OpeningHours,
  parseOpeningHours,
} from "../../functions/core/opening-hours.ts";

const WORDS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
/** Midnight on a Monday, UTC. */
const MONDAY = Date.UTC(2026, 4, 4);

function hours(text: string): OpeningHours {
  const parsed = parseOpeningHours(text);
  if (parsed === null) throw new Error(`${text} is not understood`);
  return parsed;
}

/** Parses `Mo 06:00`: a time in the week of MONDAY, in UTC. */
function moment(text: string): number {
  const [, word = "", hour, minute] = /^(\w\w) (\d\d):(\d\d)$/.exec(text) ?? [];
  return MONDAY + ((WORDS.indexOf(word) * 24 + Number(hour)) * 60 + Number(minute)) * 60_000;
}

describe("opening hours", () => {
  test.each<[text: string, open: string[], shut: string[]]>([
    ["24/7", ["Mo 00:00", "We 03:00", "Su 23:59"], []],
    [" 24/7 ", ["Tu 12:00"], []],
    ["06:00-23:00", ["Mo 06:00", "Su 22:59"], ["Mo 05:59", "Su 23:00"]],
    ["6:00-9:30", ["Mo 06:00"], ["Mo 09:30"]],
    [
      "Mo-Fr 06:00-23:00; Sa,Su 07:00-24:00",
      ["Mo 06:00", "Fr 22:59", "Sa 07:00", "Su 23:59"],
      ["Mo 05:59", "Fr 23:00", "Sa 06:59", "Mo 00:00"],
    ],
    ["Mo-Fr 06:00-12:00,14:00-20:00", ["Mo 11:59", "Mo 14:00"], ["Mo 12:00", "Mo 13:59", "Sa 08:00"]],
    ["Mo - We, Fr 08:00 - 09:00 , 10:00 - 11:00", ["Tu 08:30", "Fr 10:30"], ["Th 08:30", "Tu 09:30"]],
    ["Sa-Mo 10:00-12:00", ["Sa 10:00", "Su 10:00", "Mo 10:00"], ["Tu 10:00", "Fr 10:00"]],
    ["Mo,Tu,We,Th,Fr,Sa,Su 00:00-23:59", ["Mo 23:59", "Su 23:59"], []],
    ["Fr 22:00-02:00", ["Fr 22:00", "Sa 01:59"], ["Fr 01:00", "Sa 02:00", "Sa 22:00"]],
    ["Su 22:00-02:00", ["Su 23:00", "Mo 01:59"], ["Mo 02:00", "Tu 01:00"]],
    ["Su 22:00-26:00", ["Su 23:00", "Mo 01:59"], ["Mo 02:00"]],
    ["Mo-Fr 06:00-02:00; Sa off", ["Sa 01:59", "Fr 23:00"], ["Sa 02:00", "Mo 01:00", "Su 12:00"]],
    ["Mo-Su 06:00-24:00; Su closed", ["Sa 23:59"], ["Su 12:00"]],
    ["06:00-23:00; Mo 08:00-09:00", ["Mo 08:00", "Tu 22:00"], ["Mo 07:00", "Mo 22:00"]],
    ["Mo 00:00-24:00", ["Mo 00:00", "Mo 23:59"], ["Tu 00:00"]],
    ["Mo 06:00-30:00", ["Tu 05:59"], ["Tu 06:00"]],
    ["06:00-20:00; Sa 10:00+ off", ["Sa 09:00", "Fr 11:00"], ["Sa 11:00"]],
  ])("%s", (text, open, shut) => {
    for (const at of open) expect([at, isOpenAt(hours(text), moment(at), "UTC")]).toEqual([at, true]);
    for (const at of shut) expect([at, isOpenAt(hours(text), moment(at), "UTC")]).toEqual([at, false]);
  });

  test.each<[text: string, open: string[], shut: string[]]>([
    ["Apr 1-Nov 3 00:00-24:00", ["04-01 00:00", "11-03 23:59"], ["03-31 23:59", "11-04 00:00"]],
    [
      "Mar-Nov 24/7; Dec-Feb off",
      ["03-01 00:00", "11-30 23:59"],
      ["02-28 23:59", "12-01 00:00", "01-15 12:00"],
    ],
    ["Nov-Mar 08:00-16:00", ["12-31 09:00", "01-01 09:00", "03-31 09:00"], ["04-01 09:00", "10-31 09:00"]],
    ["2025 Nov-Mar 08:00-16:00", ["01-01 09:00", "03-31 09:00"], ["04-01 09:00", "12-31 09:00"]],
    ["2026 Nov-Mar 08:00-16:00", ["11-01 09:00", "12-31 09:00"], ["01-01 09:00", "03-31 09:00"]],
    ["Dec 20-Jan 6 off; 08:00-20:00", ["12-25 09:00"], ["12-25 07:00"]],
    ["08:00-20:00; Dec 20-Jan 6 off", ["12-19 09:00", "01-07 09:00"], ["12-25 09:00", "01-06 09:00"]],
    [
      "Jan 1,15,Dec 24-26 10:00-12:00",
      ["01-01 10:00", "01-15 10:00", "12-26 10:00"],
      ["01-02 10:00", "12-27 10:00"],
    ],
    ["Apr-Oct: Mo-Fr 08:00-18:00", ["05-04 09:00"], ["05-09 09:00", "11-02 09:00"]],
    ["2026 May-2026 Sep 08:00-18:00", ["05-01 09:00", "09-30 09:00"], ["04-30 09:00", "10-01 09:00"]],
    ["2025 May-Sep 08:00-18:00", [], ["05-04 09:00"]],
    ["2026+ 08:00-18:00", ["05-04 09:00"], ["05-04 07:00"]],
    ["2026 Dec 1-2027 Jan 15 08:00-10:00", ["12-01 08:00"], ["01-01 09:00", "11-30 09:00"]],
    ["Su[-1] 10:00-12:00", ["05-31 10:00"], ["05-24 10:00", "05-30 10:00"]],
    ["Mo[1,3] 10:00-12:00", ["05-04 10:00", "05-18 10:00"], ["05-11 10:00", "05-25 10:00"]],
    ["Mo-Fr 06:00-22:00, Sa 08:00-20:00", ["05-04 06:00", "05-09 08:00"], ["05-09 07:00", "05-10 09:00"]],
    ["Mo-Fr 08:00-12:00, 14:00-18:00", ["05-04 14:00"], ["05-04 12:30"]],
    ["Mo-Fr 08:00-12:00, Mo 14:00-16:00", ["05-04 09:00", "05-04 15:00"], ["05-05 15:00"]],
    ["Mo-Su 08:00-20:00; We 12:00-13:00 off", ["05-06 11:00"], ["05-06 12:30"]],
    ["06:00:00-22:59:59", ["05-04 22:59"], ["05-04 23:00", "05-04 05:59"]],
    ["mo-fr 06:00 – 23:00", ["05-04 06:00"], ["05-09 12:00"]],
    ["Mon-Fri 06:00-23:00", ["05-04 06:00"], ["05-09 12:00"]],
    ["Mo-Fr", ["05-04 00:00"], ["05-09 12:00"]],
    ["Mo-Fr06:00-23:00;", ["05-04 06:00"], ["05-09 12:00"]],
    ["24/7; Mo off", ["05-05 00:00"], ["05-04 12:00"]],
    ["Mo-Su,PH 06:00-23:00", ["05-04 06:00"], ["05-04 05:00"]],
    ['Mo-Fr 08:00-18:00 open "ring; twice, please"', ["05-04 09:00"], ["05-09 09:00"]],
  ])("%s, on a date of 2026", (text, open, shut) => {
    const at = (date: string) => Date.parse(`2026-${date.replace(" ", "T")}:00Z`);
    for (const date of open) expect([date, isOpenAt(hours(text), at(date), "UTC")]).toEqual([date, true]);
    for (const date of shut) expect([date, isOpenAt(hours(text), at(date), "UTC")]).toEqual([date, false]);
    expect(notUnderstoodIn(text)).toEqual([]);
  });

  test.each<[text: string, unknown: string[], open: string[], shut: string[], notUnderstood: string[]]>([
    ["Mo-Su 06:00-23:00; PH off", ["Mo 07:00"], [], ["Mo 05:00", "Mo 23:00"], []],
    ["Mo-Fr 06:00-22:00; PH 08:00-20:00", ["Mo 07:00", "Mo 21:00"], ["Mo 09:00"], ["Mo 23:00"], []],
    ["Mo-Fr 06:00-22:00; PH Sa 08:00-20:00", ["Sa 09:00"], ["Mo 07:00"], ["Sa 07:00", "Su 09:00"], []],
    ["Mo-Su 06:00-23:00; week 10-12 off", ["Mo 07:00"], [], ["Mo 05:00"], ["week 10-12 off"]],
    ["Mo-Su 06:00-23:00; easter -1 day off", ["Mo 07:00"], [], ["Mo 05:00"], ["easter-1 day off"]],
    [
      "Mo-Fr 06:00-20:00; Sa sunrise-sunset",
      ["Sa 02:00"],
      ["Mo 07:00"],
      ["Mo 05:00", "Su 12:00"],
      ["Sa sunrise-sunset"],
    ],
    ["Mo-Fr 06:00-20:00; Sa 8am-6pm", ["Sa 02:00"], ["Mo 07:00"], ["Mo 05:00"], ["Sa 8am-6pm"]],
    ["Mo-Fr 06:00-20:00; nonsense", [], ["Mo 07:00"], ["Mo 05:00"], ["nonsense"]],
    ["Mo-Fr 06:00-20:00; Sa 09:00-09:00", ["Sa 02:00"], ["Mo 07:00"], ["Su 07:00"], ["Sa 09:00-09:00"]],
    ["Mo-Fr 10:00+", ["Mo 11:00"], [], ["Mo 09:00", "Sa 11:00"], []],
    ["Mo-Fr 10:00-16:00+", ["Mo 17:00"], ["Mo 11:00"], ["Mo 09:00"], []],
    ['Mo-Fr 06:00-20:00; Sa 09:00-12:00 "by appointment"', ["Sa 10:00"], ["Mo 07:00"], ["Sa 13:00"], []],
    ["Mo-Fr 06:00-20:00; Sa unknown", ["Sa 10:00"], ["Mo 07:00"], ["Su 10:00"], []],
    ['Mo-Fr 08:00-12:00 || "call"', ["Mo 13:00", "Su 10:00"], ["Mo 09:00"], [], []],
  ])("%s is unknown in part", (text, unknown, open, shut, notUnderstood) => {
    const at = (times: string[]) => times.map((time) => [time, isOpenAt(hours(text), moment(time), "UTC")]);
    expect(at(unknown)).toEqual(unknown.map((time) => [time, null]));
    expect(at(open)).toEqual(open.map((time) => [time, true]));
    expect(at(shut)).toEqual(shut.map((time) => [time, false]));
    expect(notUnderstoodIn(text)).toEqual(notUnderstood);
  });

  test.each([
    "",
    ";",
    "always",
    "off",
    "closed",
    "Dec-Feb off",
    "Mo-We-Fr 06:00-23:00",
    "Mo,, 06:00-23:00",
    "Mo-Xx 06:00-23:00",
    "PH off",
    "sunrise-sunset",
    "00:00-00:00",
    "24:00-25:00",
    "06:60-23:00",
    "06:00-23:60",
    "06:00-48:01",
    "00:00-24:01",
    "06.00-23.00",
    "06:00-23:00-24:00",
    "Feb 30 06:00-23:00",
    "Mo[6] 06:00-23:00; Tu[0] 06:00-23:00",
    "PH 08:00-09:00; SH 08:00-09:00; week 1 08:00-09:00; week 2 08:00-09:00; week 3 08:00-09:00",
    `Mo ${"06:00-23:00,".repeat(100)}06:00-23:00`,
  ])("%j says nothing of use", (text) => {
    const isOpen = isOpenAt(parseOpeningHours(text), MONDAY + 12 * 3_600_000, "UTC");
    expect(isOpen).toBeNull();
    expect(notUnderstoodIn(text).length).toBeGreaterThan(0);
  });

  test("that say nothing of use are told without the spaces around them", () => {
    expect(notUnderstoodIn(" always ")).toEqual(["always"]);
  });

  test("are read of a thousand characters, and in all worlds of four unknowns", () => {
    expect(parseOpeningHours(`${" ".repeat(996)}24/7`)).not.toBeNull();
    expect(parseOpeningHours(`${" ".repeat(997)}24/7`)).toBeNull();
    const four = "PH 08:00-09:00; SH 08:00-09:00; week 1 08:00-09:00; week 2 08:00-09:00; Mo 10:00-11:00";
    const at = ["Mo 10:00", "Mo 08:00", "Tu 08:00", "Tu 09:00"];
    expect(at.map((time) => isOpenAt(hours(four), moment(time), "UTC"))).toEqual([true, false, null, false]);
  });

  test("are the city's, on both sides of a change of its clock", () => {
    const night = hours("Mo-Su 06:00-23:00");
    const open = (iso: string) => isOpenAt(night, Date.parse(iso), "Europe/Paris");
    // On 29 March 2026 02:00 becomes 03:00; on 25 October 2026 03:00 becomes 02:00.
    expect([open("2026-03-28T04:59:00Z"), open("2026-03-28T05:00:00Z")]).toEqual([false, true]);
    expect([open("2026-03-29T03:59:00Z"), open("2026-03-29T04:00:00Z")]).toEqual([false, true]);
    expect([open("2026-10-24T20:59:00Z"), open("2026-10-24T21:00:00Z")]).toEqual([true, false]);
    expect([open("2026-10-25T21:59:00Z"), open("2026-10-25T22:00:00Z")]).toEqual([true, false]);
    const early = hours("Mo-Su 02:30-04:00");
    const repeated = ["2026-10-25T00:29:00Z", "2026-10-25T00:30:00Z", "2026-10-25T01:15:00Z"];
    expect(repeated.map((iso) => isOpenAt(early, Date.parse(iso), "Europe/Paris"))).toEqual([
      false,
      true,
      false,
    ]);
  });

  test("are on the city's weekday, not on that of UTC", () => {
    const monday = hours("Mo 00:00-24:00");
    expect(isOpenAt(monday, Date.parse("2026-05-03T12:30:00Z"), "Pacific/Auckland")).toBe(true);
    expect(isOpenAt(monday, Date.parse("2026-05-05T06:30:00Z"), "America/Los_Angeles")).toBe(true);
    expect(isOpenAt(monday, Date.parse("2026-05-05T07:00:00Z"), "America/Los_Angeles")).toBe(false);
  });

  test("that are unknown, or of an unknown place, are neither open nor shut", () => {
    expect(isOpenAt(null, MONDAY, "UTC")).toBeNull();
    for (const zone of [null, "", "Mars/Olympus", "__proto__", "Europe/Lyon"]) {
      expect(isOpenAt(hours("24/7"), MONDAY, zone)).toBeNull();
      expect(isOpenAt(hours("Mo 06:00-07:00"), MONDAY, zone)).toBeNull();
    }
  });
});

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

const span = fc
  .tuple(fc.integer({ min: 0, max: 1_438 }), fc.integer({ min: 1, max: 1_440 }))
  .map(([from, length]) => ({ from, to: from + length }))
  .filter(({ to }) => to !== 1_439);
const rule = fc.record({
  joins: fc.constantFrom(";", ",", "||"),
  months: fc.option(fc.tuple(fc.nat(11), fc.nat(11)), { nil: null, freq: 3 }),
  weekdays: fc.subarray([0, 1, 2, 3, 4, 5, 6], { minLength: 1 }),
  onHolidays: fc.boolean(),
  spans: fc.array(span, { maxLength: 3 }),
  says: fc.constantFrom("open", "open", "open", "off", "unknown"),
});
type WrittenRule = typeof rule extends fc.Arbitrary<infer Value> ? Value : never;

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

function written({ months, weekdays, onHolidays, spans, says }: WrittenRule): string {
  const dates = months === null ? "" : `${MONTHS[months[0]]}-${MONTHS[months[1]]} `;
  const days = [...weekdays.map((day) => WORDS[day]), ...(onHolidays ? ["PH"] : [])].join(",");
  const times = spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(",");
  return `${dates}${days} ${times} ${says}`;
}

/** Paints the minutes of a day and of the next one, as the spans of the first say: 0 closed, 1 open, 2 unknown. */
function painted(rules: readonly WrittenRule[], date: Date, isHoliday: boolean): Uint8Array {
  const minutes = new Uint8Array(2_880);
  const month = date.getUTCMonth();
  const weekday = (date.getUTCDay() + 6) % 7;
  for (const [index, { joins, months, weekdays, onHolidays, spans, says }] of rules.entries()) {
    const [first, last] = months ?? [0, 11];
    const isMonth = first <= last ? first <= month && month <= last : month >= first || month <= last;
    if (!isMonth || !(weekdays.includes(weekday) || (onHolidays && isHoliday))) continue;
    const color = says === "off" ? 0 : says === "open" ? 1 : 2;
    const before = minutes.slice();
    const isWhole = spans.length === 0;
    const ends = isWhole ? [{ from: 0, to: says === "off" ? 2_880 : 1_440 }] : spans;
    if ((index === 0 || joins === ";") && says !== "off") minutes.fill(0);
    for (const { from, to } of ends) minutes.fill(color, from, to);
    if (index > 0 && joins === "||") {
      for (const [minute, was] of before.entries()) if (was === 1) minutes[minute] = 1;
    }
  }
  return minutes;
}

test("a minute is as rules painted minute by minute say, whether the day and the one before are holidays or not", () => {
  fc.assert(
    fc.property(
      fc.array(rule, { minLength: 1, maxLength: 4 }),
      fc.nat(366 * 1_440),
      fc.array(fc.nat(1_439), { minLength: 5, maxLength: 5 }),
      (rules, start, offsets) => {
        const text = rules.reduce(
          (all, one, index) => `${all}${index === 0 ? "" : ` ${one.joins} `}${written(one)}`,
          "",
        );
        const parsed = parseOpeningHours(text);
        if (parsed === null) {
          expect(rules.some(({ says }) => says === "open")).toBe(false);
          return;
        }
        for (const offset of offsets) {
          const at = Date.UTC(2026, 0, 1) + (start + offset) * 60_000;
          const date = new Date(at);
          const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
          const seen = (day: Date, own: number) =>
            new Set([false, true].map((isHoliday) => painted(rules, day, isHoliday)[own]));
          const today = seen(date, minute);
          const before = seen(new Date(at - 86_400_000), minute + 1_440);
          const isOnly = (colors: ReadonlySet<number | undefined>, color: number) =>
            colors.size === 1 && colors.has(color);
          const isOpen = isOnly(today, 1) || isOnly(before, 1);
          const isShut = isOnly(today, 0) && isOnly(before, 0);
          expect([text, date, isOpenAt(parsed, at, "UTC")]).toEqual([
            text,
            date,
            isOpen ? true : isShut ? false : null,
          ]);
        }
      },
    ),
    { seed: 20_261_127, numRuns: 300 },
  );
});

test("whatever the text, nothing is thrown, and what is not understood is said", () => {
  const words = [
    ...WORDS,
    "-",
    ",",
    ";",
    "||",
    " ",
    "06:00",
    "23:59",
    "22:00-02:00",
    "off",
    "24/7",
    "PH",
    "SH",
  ];
  const more = ["Apr", "31", "2026", "week", "easter", "sunset", '"', "[1]", "+", "unknown", ":", "foo"];
  const texts = fc.oneof(
    fc.array(fc.constantFrom(...words, ...more), { maxLength: 12 }).map((parts) => parts.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const parsed = parseOpeningHours(text);
      if (parsed === null) expect(notUnderstoodIn(text)).toEqual([text.trim()]);
      else expect([true, false, null]).toContain(isOpenAt(parsed, MONDAY, "UTC"));
    }),
    { seed: 20_261_127, numRuns: 300 },
  );
});
