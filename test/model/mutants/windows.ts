import type { Mutant } from "../../faults/mutants/mutant.ts";

/** Slips in windows, neighbours and columns. */
export const WINDOW_MUTANTS: readonly Mutant[] = [
  {
    name: "a window is a minute late",
    file: "functions/core/windows.ts",
    search: "const goesOn = running?.startAt === startAt;",
    replacement: "const goesOn = running !== null && startAt - running.startAt < 2 * WINDOW_MS;",
    why: "Two windows become one.",
  },
  {
    name: "zero counts as unknown",
    file: "functions/core/windows.ts",
    search: "if (value === null) continue;",
    replacement: "if (!value) continue;",
    why: "An empty station does not lower its mean.",
  },
  {
    name: "a window counts stations with docks",
    file: "functions/core/windows.ts",
    search: "if (vehiclesCount + docksCount > 0) stations++;",
    replacement: "if (docksCount > 0) stations++;",
    why: "A window counts too few stations.",
  },
  {
    name: "docks are vehicles",
    file: "functions/core/windows.ts",
    search: "addKnown(window.docksSum, window.docksCount, columns.docks);",
    replacement: "addKnown(window.docksSum, window.docksCount, columns.vehicles);",
    why: "A window gives the wrong sum.",
  },
  {
    name: "a window has two decimals",
    file: "functions/core/windows.ts",
    search: "Math.round(value * 1000) / 1000",
    replacement: "Math.round(value * 100) / 100",
    why: "A window is too coarse.",
  },
  {
    name: "a closed neighbour can help",
    file: "functions/core/alternatives.ts",
    search: "bits) === null;\n}",
    replacement: "bits) !== undefined;\n}",
    why: "Riders are sent to a closed station.",
  },
  {
    name: "a neighbour that rents nothing can help",
    file: "functions/core/alternatives.ts",
    search: " || isFalse(bits, needs)) return false;",
    replacement: ") return false;",
    why: "Riders are sent where nothing is lent.",
  },
  {
    name: "a neighbour that has none can help",
    file: "functions/core/alternatives.ts",
    search: "(counts?.[column] ?? 0) === 0",
    replacement: "(counts?.[column] ?? 0) < 0",
    why: "Riders are sent from one empty station to another.",
  },
  {
    name: "two alternatives",
    file: "functions/core/alternatives.ts",
    search: "const ALTERNATIVES_MAX = 3;",
    replacement: "const ALTERNATIVES_MAX = 2;",
    why: "The third is left out.",
  },
  {
    name: "three kilometres",
    file: "functions/core/alternatives.ts",
    search: "const DISTANCE_METERS_MAX = 2_000;",
    replacement: "const DISTANCE_METERS_MAX = 3_000;",
    why: "Riders are sent too far.",
  },
  {
    name: "ties by the roster's order",
    file: "functions/core/alternatives.ts",
    search: "(a.stationId < b.stationId ? -1 : 1)",
    replacement: "0",
    why: "Which of two equal neighbours is named depends on the feed's order.",
  },
  {
    name: "a station can help itself",
    file: "functions/core/alternatives.ts",
    search: " || station.stationId === stationId) continue;",
    replacement: ") continue;",
    why: "A station is its own alternative.",
  },
  {
    name: "the first of two readings counts",
    file: "functions/core/snapshot-columns.ts",
    search: "column[places[position] ?? 0] = values[position] ?? filler;",
    replacement:
      "if (column[places[position] ?? 0] === filler) column[places[position] ?? 0] = values[position] ?? filler;",
    why: "A station that a feed lists twice has the counts of its first entry.",
  },
  {
    name: "what no rule counts is kept",
    file: "functions/core/state.ts",
    search: "columns: onlyMeasures(state.columns, asked),",
    replacement: "columns: state.columns,",
    why: "E-bikes of a time when a rule counted them are shown.",
  },
];
