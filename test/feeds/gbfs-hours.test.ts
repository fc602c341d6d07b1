import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isOpenAt, notUnderstoodIn, parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { readOpeningHours, readSystemHours } from "../../functions/feeds/gbfs-hours.ts";

const WEEK = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const WORKDAYS = WEEK.slice(0, 5);
const WEEKEND = WEEK.slice(5);

interface Rental {
  readonly days?: unknown;
  readonly start_time?: unknown;
  readonly end_time?: unknown;
  readonly user_types?: unknown;
}

function rental(days: unknown, start_time: unknown, end_time: unknown): Rental {
  return { user_types: ["member", "nonmember"], days, start_time, end_time };
}

const body = (...rental_hours: unknown[]) => JSON.stringify({ ttl: 0, data: { rental_hours } });

describe("system_hours (GBFS 1.0 to 2.3)", () => {
  it.each<[string, Rental[], string]>([
    ["every day alike", [rental(WEEK, "06:00:00", "23:00:00")], "Mo-Su 06:00-23:00"],
    ["round the clock", [rental(WEEK, "00:00:00", "23:59:59")], "Mo-Su 00:00-24:00"],
    ["round the clock, said otherwise", [rental(WEEK, "00:00:00", "24:00:00")], "Mo-Su 00:00-24:00"],
    [
      "the weekend apart",
      [rental(WORKDAYS, "06:00:00", "23:00:00"), rental(WEEKEND, "07:00:00", "24:00:00")],
      "Mo-Fr 06:00-23:00; Sa-Su 07:00-24:00",
    ],
    [
      "days in any order, some closed",
      [rental(["fri", "mon"], "08:00:00", "09:30:00")],
      "Mo 08:00-09:30; Fr 08:00-09:30",
    ],
    [
      "several times a day",
      [rental(["tue"], "14:00:00", "20:00:00"), rental(["tue"], "06:00:00", "12:00:00")],
      "Tu 06:00-12:00,14:00-20:00",
    ],
    ["past midnight, in hours beyond 24", [rental(["sat"], "22:00:00", "26:00:00")], "Sa 22:00-26:00"],
    ["past midnight", [rental(["sat"], "22:00:00", "02:00:00")], "Sa 22:00-02:00"],
    [
      "seconds, by which it is open rather than shut",
      [rental(["mon"], "05:59:59", "23:00:01")],
      "Mo 05:59-23:01",
    ],
  ])("of %s are read", (_, rentals, expected) => {
    expect(readSystemHours(body(...rentals))).toBe(expected);
  });

  it("are those of all riders together: open for some is open", () => {
    const members = { ...rental(["mon"], "00:00:00", "24:00:00"), user_types: ["member"] };
    const others = { ...rental(["mon"], "08:00:00", "20:00:00"), user_types: ["nonmember"] };
    const hours = parseOpeningHours(readSystemHours(body(others, members)) ?? "");
    expect(isOpenAt(hours, Date.UTC(2026, 4, 4, 3), "UTC")).toBe(true);
  });

  it.each([
    ["no rental hours", "{}"],
    ["none listed", body()],
    ["a day that is none", body(rental(["monday"], "06:00:00", "23:00:00"))],
    ["a day of another kind", body(rental(["mon", 2], "06:00:00", "23:00:00"))],
    ["days that are no list", body(rental("mon", "06:00:00", "23:00:00"))],
    ["days named __proto__", body(rental(["__proto__"], "06:00:00", "23:00:00"))],
    ["no days at all", body(rental([], "06:00:00", "23:00:00"))],
    ["one that cannot be read beside a good one", body(rental(WEEK, "06:00:00", "23:00:00"), null)],
    ["too many", body(...new Array(101).fill(rental(WEEK, "06:00:00", "23:00:00")))],
    ["a page", "<html>"],
    ["nothing", ""],
  ])("with %s are unknown", (_, text) => expect(readSystemHours(text)).toBeNull());

  it.each([
    ["no end", rental(["sat"], "06:00:00", undefined)],
    ["a time of another kind", rental(["sat"], 6, 23)],
    ["a time in letters", rental(["sat"], "6am", "11pm")],
    ["61 minutes", rental(["sat"], "06:61:00", "23:00:00")],
    ["more than a day at once", rental(["sat"], "00:00:00", "30:00:00")],
    ["nothing between start and end", rental(["sat"], "06:00:00", "06:00:00")],
  ])("with %s are unknown on those days alone", (_, one) => {
    const hours = parseOpeningHours(
      readSystemHours(body(rental(WORKDAYS, "06:00:00", "23:00:00"), one)) ?? "",
    );
    const at = (iso: string) => isOpenAt(hours, Date.parse(iso), "UTC");
    expect(
      ["2026-05-04T12:00Z", "2026-05-04T23:30Z", "2026-05-09T12:00Z", "2026-05-10T12:00Z"].map(at),
    ).toEqual([true, false, null, false]);
  });

  it.each<[string, object[], string]>([
    [
      "a season",
      [{ start_month: 4, start_day: 1, end_month: 11, end_day: 3 }],
      "Apr 1-Nov 3 Mo-Su 06:00-23:00",
    ],
    [
      "two seasons, one of a year",
      [
        { start_month: 12, start_day: 1, end_month: 1, end_day: 6 },
        { start_year: 2026, start_month: 5, start_day: 1, end_year: 2026, end_month: 9, end_day: 30 },
      ],

      "Dec 1-Jan 6,2026 May 1-2026 Sep 30 Mo-Su 06:00-23:00",
    ],
    [
      "a month that is none",
      [{ start_month: 13, start_day: 1, end_month: 1, end_day: 6 }],
      "Mo-Su 06:00-23:00",
    ],
  ])("have %s of a system_calendar", (_, calendars, expected) => {
    const calendar = JSON.stringify({ data: { calendars } });
    const hours = readSystemHours(body(rental(WEEK, "06:00:00", "23:00:00")), calendar);
    expect(hours).toBe(expected);
    expect(notUnderstoodIn(hours ?? "")).toEqual([]);
  });

  it("are all day in the seasons of a system_calendar that stands alone", () => {
    const calendars = [{ start_month: 4, start_day: 1, end_month: 11, end_day: 3 }];
    expect(readSystemHours("", JSON.stringify({ data: { calendars } }))).toBe("Apr 1-Nov 3 24/7");
  });

  it("are either unknown or hours that are understood, or said, whatever the feed sends", () => {
    const time = fc.oneof(
      fc.tuple(fc.nat(50), fc.nat(61), fc.nat(61)).map((parts) => parts.join(":")),
      fc.constantFrom("06:00:00", "23:59:59", "", null),
    );
    const any = fc.record({
      days: fc.oneof(fc.array(fc.constantFrom(...WEEK, "x"), { maxLength: 8 }), fc.constant(null)),
      start_time: time,
      end_time: time,
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 4 }), (rentals) => {
        const text = readSystemHours(body(...rentals));
        if (text !== null && parseOpeningHours(text) === null) {
          expect(notUnderstoodIn(text).length).toBeGreaterThan(0);
        }
      }),
      { seed: 20_261_124, numRuns: 500 },
    );
  });
});

describe("opening_hours of a system_information (GBFS 3.x)", () => {
  const information = (opening_hours: unknown) => JSON.stringify({ data: { opening_hours } });

  it.each([
    "24/7",
    "Mo-Fr 06:00-23:00; Sa,Su 07:00-24:00",
    "Mo,Tu,We,Th,Fr,Sa,Su 00:00-23:59",
    "by word of mouth",
  ])("%s are read as they are", (hours) => expect(readOpeningHours(information(hours))).toBe(hours));

  it.each(["", 24, null, undefined, ["24/7"]])("%j are unknown", (hours) =>
    expect(readOpeningHours(information(hours))).toBeNull(),
  );

  it.each(["", "null", "[]", '{"data":[]}'])("in the body %j are unknown", (text) => {
    expect(readOpeningHours(text)).toBeNull();
  });
});
