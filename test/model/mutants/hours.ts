import type { Mutant } from "../../faults/mutants/mutant.ts";

/** Slips in the hours of single stations, and in what is known of stations without docks. */
export const HOURS_MUTANTS: readonly Mutant[] = [
  {
    name: "a station has the hours of all",
    file: "functions/core/service-times.ts",
    search: "return own.get(column) ?? system;",
    replacement: "return system;",
    why: "Hours of one station have no effect.",
  },
  {
    name: "hours of a station are those of another",
    file: "functions/core/service-times.ts",
    search: "const served = known.get(hours) ?? servedBy(hours, at, timeZone);",
    replacement: "const served = [...known.values()][0] ?? servedBy(hours, at, timeZone);",
    why: "All stations with hours have the first one's.",
  },
  {
    name: "unknown hours of a station are none",
    file: "functions/core/service-times.ts",
    search:
      "for (const [stationId, hours] of roster.ownHours) {\n    const column = columns.get(stationId);\n    if (column === undefined) continue;",
    replacement:
      "for (const [stationId, hours] of roster.ownHours) {\n    const column = columns.get(stationId);\n    if (column === undefined || hours === null) continue;",
    why: "A station whose hours nobody understands has the system's.",
  },
  {
    name: "one open station opens the system",
    file: "functions/core/service-times.ts",
    search: "return present.every((isPresent, column) => !isPresent || outside[column] === true);",
    replacement: "return present.every((_, column) => outside[column] === true);",
    why: "An absent station that is within its hours has the others judged.",
  },
  {
    name: "a station is judged outside its hours, if it counts",
    file: "functions/core/conditions.ts",
    search: "    if (outside?.[column] === true) return null;\n",
    replacement: "",
    why: "A station that is closed for the night is told empty.",
  },
  {
    name: "a station is judged outside its hours, if it does not count",
    file: "functions/core/conditions.ts",
    search: "if (outside?.[column] === true || !(judgesAbsent",
    replacement: "if (!(judgesAbsent",
    why: "A station that is closed for the night is told closed.",
  },
  {
    name: "stations outside their hours are closed for the system",
    file: "functions/core/feed-reading.ts",
    search: "if (columns.present[column] !== true || outside?.[column] === true) continue;",
    replacement: "if (columns.present[column] !== true) continue;",
    why: "A system is told closed when half of it rests for the night.",
  },
  {
    name: "stations outside their hours are missed",
    file: "functions/core/feed-reading.ts",
    search: "const isInside = (column: number) => outside[column] !== true;",
    replacement: "const isInside = (_column: number) => true;",
    why: "A feed that leaves stations out for the night has shrunk.",
  },
  {
    name: "stations outside their hours flap",
    file: "functions/core/guards.ts",
    search: "if (before.present[column] !== true || outside?.[column] === true) continue;",
    replacement: "if (before.present[column] !== true) continue;",
    why: "A look is held because stations close for the night.",
  },
  {
    name: "a station that opens was never closed to the public",
    file: "functions/core/judge.ts",
    search: "wasOutside.every((then) => then?.[column] === true)) back.add(column);",
    replacement: "wasOutside.length === 0) back.add(column);",
    why: "What changed in a night is dated to the minute.",
  },
  {
    name: "a station that opens was closed at one time or the other",
    file: "functions/core/judge.ts",
    search: "wasOutside.every(",
    replacement: "wasOutside.some(",
    why: "What changed a moment ago is of an unknown time.",
  },
  {
    name: "the reason of a station is marked by the system's hours",
    file: "functions/core/alerts.ts",
    search: "marked(reason, servedIn(times, column))",
    replacement: "marked(reason, times.system)",
    why: "An alert does not say that nobody knows the station's hours.",
  },
  {
    name: "docks where there are none are counted",
    file: "functions/core/fold.ts",
    search: "const believed = withoutDockless(columns, stationIds, context);",
    replacement: "const believed = columns;",
    why: "A virtual station is full for ever.",
  },
  {
    name: "docks that were counted before are known on",
    file: "functions/core/dockless.ts",
    search: "const columns = withoutDockless(state.columns, stationIds, context);",
    replacement: "const columns = state.columns;",
    why: "A roster that comes later is a change of what the feed shows.",
  },
  {
    name: "docks of a held look are known on",
    file: "functions/core/dockless.ts",
    search: "const heldColumns = held && withoutDockless(held.columns, stationIds, context);",
    replacement: "const heldColumns = held && held.columns;",
    why: "A hold that is confirmed brings docks back.",
  },
  {
    name: "the guard of docks does not guard",
    file: "functions/core/dockless.ts",
    search: "if (!ruleBook.guards.unreportedDocks || roster === null",
    replacement: "if (roster === null",
    why: "Somebody who switched the guard off has it all the same.",
  },
];
