import fc from "fast-check";
import { test } from "vitest";
import { indexRoster } from "../../../functions/core/roster.ts";
import { PLAIN_RULES } from "../../../functions/core/rules.ts";
import { AS_SHIPPED } from "../../corruption/told.ts";
import { outcomes, ruleBooks } from "../arbitrary.ts";
import { contextOf, placesInARow } from "../builders.ts";
import { Comparison } from "./compare.ts";

const roster = indexRoster({
  type: "roster",
  systemId: "hill",
  fetchedAt: 1,
  timeZone: "UTC",
  openingHours: "Mo-Su 08:00-08:40",
  stations: placesInARow("a", "b", "c", "__proto__"),
});

const books = fc.oneof({ weight: 8, arbitrary: ruleBooks }, fc.constantFrom(PLAIN_RULES, AS_SHIPPED));

test("any polls, under rules that a deployment may change, are folded as before", () => {
  fc.assert(
    fc.property(
      outcomes(40),
      fc.tuple(books, books),
      fc.nat({ max: 40 }),
      fc.boolean(),
      (polls, [first, second], changed, isNamed) => {
        const comparison = new Comparison();
        for (const [index, poll] of polls.entries()) {
          const ruleBook = index < changed ? first : second;
          const more = { ruleBook, arrivedAt: poll.fetchedAt, roster: isNamed ? roster : null };
          comparison.fold(poll, contextOf(more));
        }
      },
    ),
    { numRuns: 300, seed: 20_261_127 },
  );
});
