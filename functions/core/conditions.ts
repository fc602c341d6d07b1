import type { Columns } from "./columns.ts";
import { isFalse } from "./flags.ts";
import { isHolding } from "./lifecycle.ts";
import type { Rule } from "./rule.ts";
import { closedColumns } from "./service.ts";
import type { SystemState } from "./state.ts";
import type { Sight, StationRule } from "./station-rules.ts";

/** What is seen where `columns` are believed, beside what the state knows of absences and of the feed. */
export function sightOf(
  columns: Columns,
  { absentSince, feedRules }: Pick<SystemState, "absentSince" | "feedRules">,
): Sight {
  return {
    columns,
    closed: closedColumns(columns),
    absentSince,
    isShrunk: isHolding(feedRules["feed-shrunk"]),
  };
}

/** Does the rule hold at the station of the column, which it did (`held`) or did not so far? Null is unknown. */
export type Condition = (rule: Rule, column: number, held: boolean) => boolean | null;

/** The row's condition for all stations of a sight: what it looks at is found once, not at every station. */
export function conditionOf(row: StationRule, sight: Sight): Condition {
  const { columns, closed } = sight;
  const { present, flags } = columns;
  if (row.counts === null) {
    const { holds, judgesAbsent } = row;
    return (_rule, column) => (judgesAbsent || present[column] === true ? holds(sight, column) : null);
  }
  const { needs } = row;
  const counts = columns[row.counts];
  const left = row.leaves === null ? undefined : columns[row.leaves];
  return (rule, column, held) => {
    if (present[column] !== true) return null;
    const count = counts?.[column] ?? null;
    if (closed[column] === true || isFalse(flags[column] ?? 0, needs) || left?.[column] === 0) return false;
    if (count === null) return null;
    // Between atMost and clearAt it stays as it was.
    return held ? count < rule.clearAt : count <= rule.atMost;
  };
}
