import { describe, expect, test } from "vitest";
import { readTimeAhead } from "../../functions/words/times-ahead.ts";

/** A Friday, 18:30 in Paris. */
const NOW = Date.parse("2026-11-27T17:30:00.000Z");

function ahead(text: string, timeZone = "Europe/Paris", now = NOW): string | null {
  const moment = readTimeAhead(text);
  return moment === null ? null : new Date(moment(now, timeZone)).toISOString();
}

describe("a time to come", () => {
  test.each([
    ["2h", "2026-11-27T19:30:00.000Z"],
    ["1h30m", "2026-11-27T19:00:00.000Z"],
    ["30d", "2026-12-27T17:30:00.000Z"],
    ["20:00", "2026-11-27T19:00:00.000Z"],
    ["18:30", "2026-11-28T17:30:00.000Z"],
    ["7:00", "2026-11-28T06:00:00.000Z"],
    ["tomorrow", "2026-11-27T23:00:00.000Z"],
    ["tomorrow 8:00", "2026-11-28T07:00:00.000Z"],
    ["monday", "2026-11-29T23:00:00.000Z"],
    ["Mon 8:00", "2026-11-30T07:00:00.000Z"],
    ["friday", "2026-12-03T23:00:00.000Z"],
    ["friday 18:30", "2026-12-04T17:30:00.000Z"],
    ["friday 18:31", "2026-11-27T17:31:00.000Z"],
    ["saturday 6:00", "2026-11-28T05:00:00.000Z"],
    ["2026-12-01T18:00", "2026-12-01T17:00:00.000Z"],
    ["2026-12-01T18:00:00Z", "2026-12-01T18:00:00.000Z"],
  ])("%s is %s", (text, expected) => {
    expect(ahead(text)).toBe(expected);
  });

  test.each(["", "mo", "monday 25:00", "someday", "2 h", "tomorrow soon", "-2h"])("is not %j", (text) => {
    expect(ahead(text)).toBeNull();
  });

  test("is by the clock of that day where clocks change in between", () => {
    const before = Date.parse("2026-10-24T12:00:00.000Z");
    expect(ahead("tomorrow 8:00", "Europe/Paris", before)).toBe("2026-10-25T07:00:00.000Z");
    expect(ahead("24h", "Europe/Paris", before)).toBe("2026-10-25T12:00:00.000Z");
  });
});
