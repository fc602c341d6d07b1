import type { Mutant } from "../../faults/mutants/mutant.ts";

/** Slips in which stations are judged, and by which rules. */
export const STATION_MUTANTS: readonly Mutant[] = [
  {
    name: "who left stays open",
    file: "functions/core/absences.ts",
    search: "moment.at - since >= LEFT_AFTER_MS",
    replacement: "moment.at - since > LEFT_AFTER_MS",
    why: "A station that left leaves a poll late.",
  },
  {
    name: "absent since the poll",
    file: "functions/core/absences.ts",
    search: "(before.present[column] === true ? moment.since : undefined)",
    replacement: "(before.present[column] === true ? moment.at : undefined)",
    why: "A held absence counts from its confirmation.",
  },
  {
    name: "who left counts as known",
    file: "functions/core/absences.ts",
    search: "known: present + absent.size",
    replacement: "known: after.present.length",
    why: "A share counts stations that left long ago.",
  },
  {
    name: "the absence of a station is uncertain",
    file: "functions/core/transitions.ts",
    search: "(returned.has(column) && !row.judgesAbsent)",
    replacement: "returned.has(column)",
    why: "When a station came back counts as unknown.",
  },
  {
    name: "a rule that is off keeps its alerts",
    file: "functions/core/transitions.ts",
    search:
      "const holds = rule === null ? null : holdsAt(rule, column, isHolding(before));\n    if (rule !== null && (",
    replacement:
      "const holds = rule === null ? null : holdsAt(rule, column, isHolding(before));\n    if (rule === null || (",
    why: "Alerts of a rule that is off stay open for ever.",
  },
  {
    name: "a station has the rules of all",
    file: "functions/core/transitions.ts",
    search: "const rule = own === undefined ? general : own[name];",
    replacement: "const rule = own === undefined ? general : general;",
    why: "Rules of one station have no effect.",
  },
  {
    name: "the shortcut is one too wide",
    file: "functions/core/transitions.ts",
    search: "(counts?.[column] ?? 0) > rule.atMost",
    replacement: "(counts?.[column] ?? 0) >= rule.atMost",
    why: "A station at the bound opens no alert.",
  },
  {
    name: "a withdrawal forgets one station of two",
    file: "functions/core/transitions.ts",
    search: "      left[column] = UNSEEN;\n",
    replacement: "",
    why: "A station that returns goes on where it left.",
  },
  {
    name: "feed rules begin at the hold",
    file: "functions/core/feed-transitions.ts",
    search: "const since = condition.since ?? at;",
    replacement: "const since = at;",
    why: "A shrunk feed is dated from its confirmation.",
  },
  {
    name: "one new station displaces one",
    file: "functions/core/absences.ts",
    search: "const DISPLACED_BY_ONE = 2;",
    replacement: "const DISPLACED_BY_ONE = 1;",
    why: "A feed whose ids change is remembered for longer than there is room.",
  },
  {
    name: "51 absent stations are waited for",
    file: "functions/core/absences.ts",
    search: "export const ABSENT_KEPT = 50;",
    replacement: "export const ABSENT_KEPT = 51;",
    why: "The bound is one more.",
  },
  {
    name: "as many may be absent as are there",
    file: "functions/core/absences.ts",
    search: "const ABSENT_A_STATION_MAX = 0.25;",
    replacement: "const ABSENT_A_STATION_MAX = 1;",
    why: "What is remembered grows to twice what the feed shows.",
  },
  {
    name: "those that left last are displaced",
    file: "functions/core/absences.ts",
    search: "since - other ||",
    replacement: "other - since ||",
    why: "Stations that may well come back are forgotten first.",
  },
  {
    name: "a hold keeps as many as are known",
    file: "functions/core/departures.ts",
    search: "const MORE_A_STATION_MAX = 0.9;",
    replacement: "const MORE_A_STATION_MAX = 1;",
    why: "A hold doubles what is remembered.",
  },
  {
    name: "a hold in part can be repeated",
    file: "functions/core/departures.ts",
    search: "heldOnly])), snapshotAt: null }",
    replacement: "heldOnly])) }",
    why: "A repeat confirms what is not remembered whole.",
  },
  {
    name: "a window forgets who has left",
    file: "functions/core/windows.ts",
    search: "...(departed.stations === 0 ? {} : { departed }),",
    replacement: "",
    why: "A window lacks the stations that left in it.",
  },
];
