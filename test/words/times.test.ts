import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { knownTimeZone, localTime, readTime } from "../../functions/words/times.ts";

const NOW = Date.UTC(2026, 6, 10, 12, 30, 15, 250);

function read(text: string, timeZone = "UTC"): string | null {
  const moment = readTime(text);
  return moment === null ? null : new Date(moment(NOW, timeZone)).toISOString();
}

describe("a moment", () => {
  test("may be a duration ago", () => {
    expect(read("2h")).toBe("2026-07-10T10:30:15.250Z");
    expect(read("3d")).toBe("2026-07-07T12:30:15.250Z");
  });

  test("today begins at midnight where the stations are", () => {
    expect(read("today")).toBe("2026-07-10T00:00:00.000Z");
    expect(read("today", "Europe/Oslo")).toBe("2026-07-09T22:00:00.000Z");
    expect(read("today", "Pacific/Auckland")).toBe("2026-07-10T12:00:00.000Z");
  });

  test("with a zone of its own means the same everywhere", () => {
    expect(read("2026-07-01T10:00:00Z", "Asia/Tokyo")).toBe("2026-07-01T10:00:00.000Z");
    expect(read("2026-07-01T10:00+02:00", "Asia/Tokyo")).toBe("2026-07-01T08:00:00.000Z");
  });

  test("without one is a time of the clock on the wall, in summer and in winter", () => {
    expect(read("2026-07-01", "Europe/Paris")).toBe("2026-06-30T22:00:00.000Z");
    expect(read("2026-01-05T08:15", "Europe/Paris")).toBe("2026-01-05T07:15:00.000Z");
    expect(read("2026-07-01 08:15:30.5", "Asia/Kathmandu")).toBe("2026-07-01T02:30:30.500Z");
  });

  test.each([
    "",
    "yesterday",
    "2026",
    "2026-13-01",
    "2026-02-30",
    "25:00",
    "2h30m",
    "-2h",
    "2026-07-01T99:00Z",
  ])("is not %j", (text) => expect(readTime(text)).toBeNull());

  test("as it is shown can be read again, but for the two hours when clocks change", () => {
    const shown = new Intl.DateTimeFormat("sv-SE", {
      timeZone: "America/New_York",
      dateStyle: "short",
      timeStyle: "medium",
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 364 * 24 }), (hours) => {
        const at = Date.UTC(2026, 0, 1, 5) + hours * 3_600_000;
        const isTwice = new Date(at).toISOString().startsWith("2026-11-01T0");
        const again = readTime(shown.format(at))?.(NOW, "America/New_York");
        if (!isTwice) expect(again).toBe(at);
      }),
    );
  });
});

describe("a time for people", () => {
  test("is in the zone asked for, and says so when that is UTC", () => {
    expect(localTime(NOW, "Europe/Oslo", NOW)).toBe("Jul 10 14:30");
    expect(localTime(NOW, "UTC", NOW)).toBe("Jul 10 12:30Z");
    expect(localTime(NOW, "Etc/UTC", NOW)).toBe("Jul 10 12:30Z");
  });

  test("has its year where that is another one", () => {
    expect(localTime(Date.UTC(2019, 8, 16, 15, 34), "Europe/Paris", NOW)).toBe("2019-09-16 17:34");
  });

  test("an unknown zone is UTC", () => {
    expect(knownTimeZone("Mars/Olympus")).toBe("UTC");
    expect(knownTimeZone(null)).toBe("UTC");
    expect(knownTimeZone("Europe/Paris")).toBe("Europe/Paris");
  });
});
