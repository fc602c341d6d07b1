import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hoursEdges, isWithinAt } from "../../functions/core/hours-edges.ts";
import { isOpenAt, type OpeningHours, parseOpeningHours } from "../../functions/core/opening-hours.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

function edges(text: string, from: string, count: number, timeZone = "Europe/Paris") {
  const hours = parseOpeningHours(text);
  if (hours === null) throw new Error(`not understood: ${text}`);
  const found: string[] = [];
  let before = isWithinAt(hours, Date.parse(from), timeZone);
  for (const { at, isWithin } of hoursEdges(hours, Date.parse(from), timeZone)) {
    if (at > Date.parse(from) + 10 * DAY_MS) break;
    if (isWithin === before) continue;
    before = isWithin;
    found.push(`${new Date(at).toISOString().slice(0, 16)} ${isWithin ? "begins" : "ends"}`);
    if (found.length === count) break;
  }
  return found;
}

describe("hours begin and end", () => {
  test("on the system's clock", () => {
    expect(edges("Mo-Fr 08:00-20:00", "2026-11-27T12:00:00Z", 3)).toEqual([
      "2026-11-27T19:00 ends",
      "2026-11-30T07:00 begins",
      "2026-11-30T19:00 ends",
    ]);
  });

  test("once where spans touch", () => {
    expect(edges("Mo 08:00-12:00,12:00-24:00; Tu 00:00-02:00", "2026-11-29T12:00:00Z", 2)).toEqual([
      "2026-11-30T07:00 begins",
      "2026-12-01T01:00 ends",
    ]);
  });

  test("twice within an hour that the clock shows twice, and never in one that it leaves out", () => {
    expect(edges("02:15-02:45", "2026-10-24T12:00:00Z", 4)).toEqual([
      "2026-10-25T00:15 begins",
      "2026-10-25T00:45 ends",
      "2026-10-25T01:15 begins",
      "2026-10-25T01:45 ends",
    ]);
    expect(edges("02:15-02:45", "2026-03-28T12:00:00Z", 1)).toEqual(["2026-03-30T00:15 begins"]);
  });

  test("with the jump of the clock, where it jumps into them or out of them", () => {
    expect(edges("02:30-04:00", "2026-03-28T12:00:00Z", 2)).toEqual([
      "2026-03-29T01:00 begins",
      "2026-03-29T02:00 ends",
    ]);
  });

  test("at the same time of each day, also where that is looked at first", () => {
    const expected = ["2026-11-27T19:00 ends", "2026-11-28T07:00 begins", "2026-11-28T19:00 ends"];
    expect(edges("08:00-20:00", "2026-11-27T07:00:00Z", 3)).toEqual(expected);
    expect(edges("08:00-20:00", "2026-11-27T07:00:00.001Z", 3)).toEqual(expected);
    const before = Date.parse("2026-11-27T07:00:00Z") - 1;
    const [edge] = hoursEdges(parseOpeningHours("08:00-20:00") as OpeningHours, before, "Europe/Paris");
    expect(edge).toEqual({ at: before + 1, isWithin: true });
  });

  test("to the millisecond at which the clock is set, whenever one looks", () => {
    const hours = parseOpeningHours("02:30-04:00") as OpeningHours;
    for (let ms = 0; ms < 5; ms++) {
      const from = Date.parse("2026-03-28T12:00:00Z") + ms;
      const [edge] = hoursEdges(hours, from, "Europe/Paris");
      expect(edge).toEqual({ at: Date.parse("2026-03-29T01:00:00Z"), isWithin: true });
    }
  });

  test("and after each day in which they do not, that is said", () => {
    const said = hoursEdges(parseOpeningHours("24/7") as OpeningHours, 1_000, "UTC");
    const days = [said.next().value, said.next().value];
    expect(days).toEqual([1, 2].map((day) => ({ at: 1_000 + day * DAY_MS - 1, isWithin: true })));
  });

  test("never, where they are always or nobody's", () => {
    expect(edges("24/7", "2026-03-28T12:00:00Z", 1)).toEqual([]);
  });

  test("whenever a look at each minute says so", () => {
    const clock = fc.nat(1_439).map((minute) => `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`);
    const days = fc.constantFrom("", "Mo-Fr ", "Sa,Su ", "Oct 20-26 ", "Su ");
    const span = fc.tuple(days, clock, clock).map(([day, from, to]) => `${day}${from}-${to}`);
    const zones = fc.constantFrom(
      "Europe/Paris",
      "Australia/Lord_Howe",
      "America/St_Johns",
      "Asia/Kathmandu",
    );
    const weeks = fc.constantFrom("2026-10-24T13:07:00Z", "2026-03-27T05:00:00Z", "2026-04-04T00:30:00Z");
    fc.assert(
      fc.property(fc.array(span, { minLength: 1, maxLength: 3 }), zones, weeks, (spans, timeZone, from) => {
        const hours = parseOpeningHours(spans.join("; "));
        fc.pre(hours !== null);
        if (hours === null) return;
        const start = Date.parse(from);
        const expected: number[] = [];
        for (let at = start + MINUTE_MS; at < start + 2 * DAY_MS; at += MINUTE_MS) {
          if (isOpenAt(hours, at, timeZone) !== isOpenAt(hours, at - MINUTE_MS, timeZone)) expected.push(at);
        }
        const found: number[] = [];
        let before = isWithinAt(hours, start, timeZone);
        for (const { at, isWithin } of hoursEdges(hours, start, timeZone)) {
          if (at >= start + 2 * DAY_MS) break;
          if (isWithin !== before) found.push(at);
          before = isWithin;
        }
        expect(found).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });
});

function pad(number: number): string {
  return `${number}`.padStart(2, "0");
}
