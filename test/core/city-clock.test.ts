import { expect, test } from "vitest";
import { cityTime, dateOf, wallClockMs, weekdayOf } from "../../functions/core/city-clock.ts";
import { isTimeZone } from "../../functions/core/time-zone.ts";

test.each([
  ["2026-07-01T10:20:30.456Z", "Europe/Paris", "2026-07-01T12:20:30.456Z"],
  ["2026-12-31T23:59:59.999Z", "Asia/Kathmandu", "2027-01-01T05:44:59.999Z"],
  ["2026-03-01T00:00:00.001Z", "America/New_York", "2026-02-28T19:00:00.001Z"],
  ["1969-12-31T23:59:58.750Z", "UTC", "1969-12-31T23:59:58.750Z"],
])("at %s the clock of %s shows %s", (at, zone, shown) => {
  expect(wallClockMs(Date.parse(at), zone)).toBe(Date.parse(shown));
});

test.each([
  ["2026-07-01T21:59:59.999Z", { day: 20_635, minute: 1_439 }],
  ["2026-07-01T22:00:00.000Z", { day: 20_636, minute: 0 }],
  ["2026-07-01T22:01:00.000Z", { day: 20_636, minute: 1 }],
])("at %s the day and the minute of Paris are %j", (at, expected) => {
  expect(cityTime(Date.parse(at), "Europe/Paris")).toEqual(expected);
});

test("a zone that nobody knows has no clock, however often it is asked for", () => {
  for (let time = 0; time < 2; time++) {
    expect(wallClockMs(0, "Europe/Atlantis")).toBe(null);
    expect(cityTime(0, "Europe/Atlantis")).toBe(null);
    expect(isTimeZone("Europe/Atlantis")).toBe(false);
  }
  expect(isTimeZone("Europe/Paris")).toBe(true);
});

test.each([
  [0, 3, { year: 1970, month: 1, date: 1 }],
  [-1, 2, { year: 1969, month: 12, date: 31 }],
  [-4, 6, { year: 1969, month: 12, date: 28 }],
  [20_635, 2, { year: 2026, month: 7, date: 1 }],
  [20_640, 0, { year: 2026, month: 7, date: 6 }],
])("day %d is a weekday %d, counted from Monday", (day, weekday, date) => {
  expect(weekdayOf(day)).toBe(weekday);
  expect(dateOf(day)).toEqual(date);
});
