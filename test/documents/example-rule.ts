import { RETURNING } from "../../functions/core/flags.ts";
import { AT_ONCE, type StationRule } from "../../functions/core/station-rules.ts";

/** The row that CONTRIBUTING.md shows, line by line: here the compiler reads it. No version has this rule. */
export const EXAMPLE_ROW = {
  name: "few-docks",
  number: 6,
  counts: "docks",
  leaves: "docks",
  judgesAbsent: false,
  builtIn: { ...AT_ONCE, atMost: 2, clearAt: 4 },
  isOnUnasked: false,
  isPlain: false,
  helps: "docks",
  needs: RETURNING,
  description: "Too few docks where there are some; off where absent. false: off.",
  words: { opened: "few docks", resolved: "more docks", listed: "those that have few docks" },
} as const satisfies StationRule;
