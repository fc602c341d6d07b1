import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isOpenAt, type OpeningHours, parseOpeningHours } from "../../functions/core/opening-hours.ts";

const WORDS = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const WEEK_MINUTES = 10_080;
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
  ])("%s", (text, open, shut) => {
    for (const at of open) expect([at, isOpenAt(hours(text), moment(at), "UTC")]).toEqual([at, true]);
    for (const at of shut) expect([at, isOpenAt(hours(text), moment(at), "UTC")]).toEqual([at, false]);
  });

  test.each([
    "",
    ";",
    "Mo-Fr 06:00-23:00;",
    "always",
    "off",
    "closed",
    "Mo-Fr",
    "mo-fr 06:00-23:00",
    "Mo-Fr06:00-23:00",
    "Mo-We-Fr 06:00-23:00",
    "Mo,, 06:00-23:00",
    "Mo-Xx 06:00-23:00",
    "PH off",
    "Mo-Fr 06:00-23:00; PH off",
    "Apr 1-Nov 3 00:00-24:00",
    "Mar-Nov Mo-Su 06:00-22:00",
    "week 1-20 Mo 06:00-22:00",
    "Mo[1] 06:00-22:00",
    "sunrise-sunset",
    "Mo-Fr 10:00+",
    'Mo-Fr 06:00-23:00 "by appointment"',
    "Mo-Fr 06:00-23:00 || Sa 07:00-09:00",
    "Mo 06:00-12:00, Tu 06:00-13:00",
    "00:00-00:00",
    "Mo 06:00-06:00",
    "24:00-25:00",
    "06:60-23:00",
    "06:00-23:60",
    "06:00-48:01",
    "00:00-24:01",
    "06.00-23.00",
    "06:00-23:00-24:00",
    "24/7; Mo off",
    `Mo ${"06:00-23:00,".repeat(50)}06:00-23:00`,
  ])("%j says more than is understood, so they are unknown", (text) => {
    expect(parseOpeningHours(text)).toBeNull();
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

const span = fc
  .tuple(fc.integer({ min: 0, max: 1_438 }), fc.integer({ min: 1, max: 1_440 }))
  .map(([from, length]) => ({ from, to: from + length }))
  .filter(({ to }) => to !== 1_439);
const rule = fc.record({
  days: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 7 }),
  spans: fc.array(span, { maxLength: 3 }),
});

const clock = (minutes: number) =>
  `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

test("a minute is open where a span of the last rule about its day, or the day before, has it", () => {
  fc.assert(
    fc.property(fc.array(rule, { minLength: 1, maxLength: 4 }), fc.nat(WEEK_MINUTES - 1), (rules, minute) => {
      const text = rules
        .map(({ days, spans }) => {
          const times = spans.map(({ from, to }) => `${clock(from)}-${clock(to)}`).join(",");
          return `${days.map((day) => WORDS[day]).join(",")} ${times === "" ? "off" : times}`;
        })
        .join("; ");
      const spansOf = (day: number) => rules.findLast(({ days }) => days.includes(day))?.spans ?? [];
      const today = Math.floor(minute / 1_440);
      const within = (day: number, at: number) => spansOf(day).some(({ from, to }) => from <= at && at < to);
      const expected = within(today, minute % 1_440) || within((today + 6) % 7, (minute % 1_440) + 1_440);
      expect(isOpenAt(hours(text), MONDAY + minute * 60_000, "UTC")).toBe(expected);
    }),
    { seed: 20_261_124, numRuns: 500 },
  );
});

test("spans are in order, apart, and inside the week; whatever the text, nothing is thrown", () => {
  const pieces = fc.constantFrom(
    ...WORDS,
    "-",
    ",",
    ";",
    " ",
    "06:00",
    "23:59",
    "22:00-02:00",
    "off",
    "24/7",
    "PH",
  );
  const texts = fc.oneof(
    fc.array(pieces, { maxLength: 8 }).map((words) => words.join("")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(texts, (text) => {
      let end = -1;
      for (const { from, to } of parseOpeningHours(text)?.spans ?? []) {
        expect(from).toBeGreaterThan(end);
        expect(to).toBeGreaterThan(from);
        end = to;
      }
      expect(end).toBeLessThanOrEqual(WEEK_MINUTES);
    }),
    { seed: 20_261_124, numRuns: 1_000 },
  );
});
