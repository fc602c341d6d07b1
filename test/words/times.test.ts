import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { knownTimeZone, localTime, readTime, wallTime } from "../../functions/words/times.ts";

const NOW = Date.UTC(2026, 6, 10, 12, 30, 15, 250);

function read(text: string, timeZone = "UTC"): string | null {
  const moment = readTime(text);
  return moment === null ? null : new Date(moment(NOW, timeZone)).toISOString();
}

describe("a moment", () => {
  test("may be a duration ago", () => {
    expect(read("2h")).toBe("2026-07-10T10:30:15.250Z");
    expect(read("3d")).toBe("2026-07-07T12:30:15.250Z");
    expect(read("1w")).toBe("2026-07-03T12:30:15.250Z");
    expect(read("1h30m")).toBe("2026-07-10T11:00:15.250Z");
    expect(read("1d2h3m4s")).toBe("2026-07-09T10:27:11.250Z");
  });

  test("today begins at midnight where the stations are", () => {
    expect(read("today")).toBe("2026-07-10T00:00:00.000Z");
    expect(read("today", "Europe/Oslo")).toBe("2026-07-09T22:00:00.000Z");
    expect(read("today", "Pacific/Auckland")).toBe("2026-07-10T12:00:00.000Z");
  });

  test("may be a time of today, or of yesterday", () => {
    expect(read("7:00", "Europe/Oslo")).toBe("2026-07-10T05:00:00.000Z");
    expect(read("17:30:05")).toBe("2026-07-10T17:30:05.000Z");
    expect(read("yesterday", "Europe/Oslo")).toBe("2026-07-08T22:00:00.000Z");
    expect(read("yesterday 17:30", "Europe/Oslo")).toBe("2026-07-09T15:30:00.000Z");
    expect(read("today 9:05")).toBe("2026-07-10T09:05:00.000Z");
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
    "tomorrow",
    "yesterday 25:00",
    "7",
    "7:60",
    "24:00",
    "30m1h",
    "1h30",
    "2026",
    "2026-13-01",
    "2026-02-30",
    "25:00",
    "-2h",
    "2026-07-01T99:00Z",
  ])("is not %j", (text) => expect(readTime(text)).toBeNull());

  test.each([
    // A day without midnight begins with its first hour.
    ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
    ["2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00.000Z"],
    ["2023-10-01", "America/Asuncion", "2023-10-01T04:00:00.000Z"],
    // A time that is left out is the moment of the jump.
    ["2026-03-29T02:30", "Europe/Paris", "2026-03-29T01:00:00.000Z"],
    ["2026-03-08 02:59:59", "America/New_York", "2026-03-08T07:00:00.000Z"],
    // An hour that comes twice is the first.
    ["2026-10-25T02:30", "Europe/Paris", "2026-10-25T00:30:00.000Z"],
    ["2026-11-01T01:30", "America/New_York", "2026-11-01T05:30:00.000Z"],
    ["2026-10-25T02:30+01:00", "Europe/Paris", "2026-10-25T01:30:00.000Z"],
    // Samoa has had no such day.
    ["2011-12-30T12:00", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
  ])("%s in %s is %s", (text, timeZone, instant) => expect(read(text, timeZone)).toBe(instant));

  test("today begins with the first hour of a day without midnight", () => {
    const noon = Date.UTC(2026, 8, 6, 15);
    expect(readTime("today")?.(noon, "America/Santiago")).toBe(Date.UTC(2026, 8, 6, 4));
    expect(readTime("yesterday")?.(noon, "America/Santiago")).toBe(Date.UTC(2026, 8, 5, 4));
  });
});

describe("in every zone of this runtime", () => {
  const ZONES = Intl.supportedValuesOf("timeZone");
  const HOUR_MS = 3_600_000;
  const YEAR = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2027, 0, 1) };

  const shownBy = (timeZone: string) => {
    const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
    return (at: number) => format.format(at);
  };

  /** The moments of 2026 at which the zone's clock is changed, found by halving. */
  function changes(shown: (at: number) => string): number[] {
    const offset = (at: number) =>
      Date.parse(`${shown(at).replace(" ", "T")}Z`) - Math.floor(at / 1_000) * 1_000;
    const found: number[] = [];
    for (let before = YEAR.from; before < YEAR.to; before += 10 * 24 * HOUR_MS) {
      let [low, high] = [before, before + 10 * 24 * HOUR_MS];
      if (offset(low) === offset(high)) continue;
      while (high - low > 1_000) {
        const middle = Math.floor((low + high) / 2_000) * 1_000;
        if (offset(middle) === offset(low)) low = middle;
        else high = middle;
      }
      found.push(high);
    }
    return found;
  }

  test("a time is the first moment at which the clock shows it or a later one", () => {
    const random = fc.sample(fc.integer({ min: YEAR.from / 1_000, max: YEAR.to / 1_000 }), {
      numRuns: ZONES.length,
      seed: 26,
    });
    let jumps = 0;
    for (const [index, timeZone] of ZONES.entries()) {
      const shown = shownBy(timeZone);
      const changed = changes(shown);
      jumps += changed.length;
      const around = changed.flatMap((at) =>
        [-5_400, -1_800, 0, 1_800].map((seconds) => at / 1_000 + seconds),
      );
      for (const seconds of [...around, random[index] ?? 0]) {
        // As the clock would show it without the change: it may be a time that it never shows.
        const early = shown(seconds * 1_000 - 12 * HOUR_MS);
        const wall = new Date(Date.parse(`${early.replace(" ", "T")}Z`) + 12 * HOUR_MS);
        const text = wall.toISOString().slice(0, 19);
        const at = readTime(text)?.(YEAR.from, timeZone) ?? Number.NaN;
        const written = text.replace("T", " ");
        expect(shown(at) >= written).toBe(true);
        for (const sooner of [1_000, 900_000, 1_800_000, HOUR_MS, 2 * HOUR_MS]) {
          if (shown(at - sooner) >= written)
            expect(`${timeZone} ${text}`).toBe("is read as the first moment");
        }
      }
    }
    expect(jumps).toBeGreaterThan(100);
  });

  test("what is shown can be read again, with an offset where an hour is double", () => {
    for (const timeZone of ZONES) {
      for (const change of changes(shownBy(timeZone))) {
        for (const minutes of [-90, -45, -10, 10, 45, 90]) {
          const at = change + minutes * 60_000;
          const text = wallTime(at, timeZone, true);
          expect(readTime(text)?.(YEAR.from, timeZone), `${timeZone} ${text}`).toBe(at);
        }
      }
    }
  });
});

describe("a time for people", () => {
  test("is in the zone asked for, and says so when that is UTC", () => {
    expect(localTime(NOW, "Europe/Oslo", NOW)).toBe("Jul 10 14:30");
    expect(localTime(NOW, "UTC", NOW)).toBe("Jul 10 12:30Z");
    expect(localTime(NOW, "Etc/UTC", NOW)).toBe("Jul 10 12:30Z");
  });

  test("has its offset where its hour comes twice", () => {
    const first = Date.UTC(2026, 9, 25, 0, 30);
    expect(localTime(first, "Europe/Paris", NOW)).toBe("Oct 25 02:30+02:00");
    expect(localTime(first + 3_600_000, "Europe/Paris", NOW)).toBe("Oct 25 02:30+01:00");
    expect(localTime(first + 7_200_000, "Europe/Paris", NOW)).toBe("Oct 25 03:30");
    expect(wallTime(Date.UTC(2026, 10, 1, 6, 30, 5), "America/New_York", false)).toBe("01:30:05-05:00");
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
