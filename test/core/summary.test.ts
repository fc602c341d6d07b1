import { describe, expect, test } from "vitest";
import { announcementsOf, summaryOf } from "../../functions/core/announcement.ts";
import { anOpening, aResolving } from "./builders.ts";

function summaries(effects: Parameters<typeof announcementsOf>[1]): string[] {
  return announcementsOf("hill", effects).map(({ summary }) => summary);
}

const openings = Array.from({ length: 7 }, (_, index) =>
  anOpening({ stationId: `${index}`, alertId: `${index}`, stationName: `Gate ${7 - index}` }),
);

describe("an announcement's summary", () => {
  test("names the system, and counts what opened and what was resolved", () => {
    expect(summaries([anOpening({ stationName: "Upper Gate" })])).toEqual([
      "hill: 1 opened (empty Upper Gate)",
    ]);
    expect(summaries([aResolving({ stationName: "Mill", rule: "full" })])).toEqual([
      "hill: 1 resolved (full Mill)",
    ]);
  });

  test("tells of both in one line", () => {
    const [opening] = announcementsOf("hill", [anOpening({ stationName: "Upper Gate" })]);
    const [resolving] = announcementsOf("hill", [aResolving({ stationName: "Mill" })]);
    if (opening === undefined || resolving === undefined) throw new Error("nothing is told");
    expect(summaryOf({ ...opening, resolved: resolving.resolved })).toBe(
      "hill: 1 opened (empty Upper Gate), 1 resolved (empty Mill)",
    );
  });

  test("names five stations and counts the rest, whatever order they come in", () => {
    const line =
      "hill: 7 opened (empty Gate 1, empty Gate 2, empty Gate 3, empty Gate 4, empty Gate 5 and 2 more)";
    expect(summaries(openings)).toEqual([line]);
    expect(summaries(openings.toReversed())).toEqual([line]);
  });

  test.each([
    [5, ""],
    [6, " and 1 more"],
  ])("of %i stations ends with “%s”", (count, more) => {
    const names = openings.slice(0, count).map(({ stationName }) => `empty ${stationName}`);
    const told = names.sort().slice(0, 5).join(", ");
    expect(summaries(openings.slice(0, count))).toEqual([`hill: ${count} opened (${told}${more})`]);
  });

  test("says which part of a large announcement it is", () => {
    const large = Array.from({ length: 300 }, (_, index) =>
      anOpening({ stationId: `${index}`, alertId: `${index}`, address: "x".repeat(1_000) }),
    );
    expect(summaries(large)).toEqual([
      expect.stringMatching(/^hill: \d+ opened \(.*\), part 1 of 2$/),
      expect.stringMatching(/, part 2 of 2$/),
    ]);
  });
});
