import type { Mutant } from "../../faults/mutants/mutant.ts";

/** Slips in what a rule says of a reading. */
export const CONDITION_MUTANTS: readonly Mutant[] = [
  {
    name: "clearAt is one more",
    file: "functions/core/conditions.ts",
    search: "count < rule.clearAt : count <= rule.atMost",
    replacement: "count <= rule.clearAt : count <= rule.atMost",
    why: "An alert ends at one more than it should.",
  },
  {
    name: "atMost is one less",
    file: "functions/core/conditions.ts",
    search: "count < rule.clearAt : count <= rule.atMost",
    replacement: "count < rule.clearAt : count < rule.atMost",
    why: "A station with none is not empty.",
  },
  {
    name: "there is no hysteresis",
    file: "functions/core/conditions.ts",
    search: "return held ? count < rule.clearAt : count <= rule.atMost;",
    replacement: "return count <= rule.atMost && (held || !held);",
    why: "An alert ends before clearAt.",
  },
  {
    name: "a station that runs out of service can be empty",
    file: "functions/core/conditions.ts",
    search: "if (closed[column] === true || isFalse(",
    replacement: "if (isFalse(",
    why: "A closed station is told as empty too.",
  },
  {
    name: "a station that rents nothing can be empty",
    file: "functions/core/conditions.ts",
    search: " || isFalse(flags[column] ?? 0, needs) ||",
    replacement: " ||",
    why: "A station that only takes back is told as empty.",
  },
  {
    name: "few e-bikes where there are no vehicles",
    file: "functions/core/conditions.ts",
    search: " || left?.[column] === 0) return false;",
    replacement: ") return false;",
    why: "One shortage is two alerts.",
  },
  {
    name: "unknown is false",
    file: "functions/core/conditions.ts",
    search: "if (count === null) return null;",
    replacement: "if (count === null) return false;",
    why: "An unknown count ends an alert.",
  },
  {
    name: "absent is empty-handed",
    file: "functions/core/conditions.ts",
    search: "    if (outside?.[column] === true) return null;\n",
    replacement: "    if (present[column] !== true || outside?.[column] === true) return false;\n",
    why: "An absent station ends its alerts.",
  },
  {
    name: "missing is told while the feed is shrunk",
    file: "functions/core/conditions.ts",
    search: "isShrunk: isHolding(feedRules",
    replacement: "isShrunk: !isHolding(feedRules",
    why: "Hundreds of missing stations in place of one alert.",
  },
  {
    name: "neither vehicle nor dock is in service",
    file: "functions/core/service.ts",
    search: '  if (vehicles === 0 && docks === 0) return "no vehicle and no dock";\n',
    replacement: "",
    why: "The reason of a closed station is lost.",
  },
  {
    name: "a station that rents only is closed",
    file: "functions/core/service.ts",
    search: "if (isFalse(flags, RENTING) && isFalse(flags, RETURNING))",
    replacement: "if (isFalse(flags, RENTING) || isFalse(flags, RETURNING))",
    why: "A station that takes nothing back is told as closed.",
  },
  {
    name: "vehicles alone close a station",
    file: "functions/core/service.ts",
    search: "byFlags || (vehicles[column] === 0 && docks[column] === 0)",
    replacement: "byFlags || (vehicles[column] === 0 && docks[column] !== null)",
    why: "An empty station is told as closed.",
  },
];
