import type { Columns } from "./columns.ts";
import { isFalse } from "./flags.ts";
import { isHolding } from "./lifecycle.ts";
import type { Rule } from "./rule.ts";
import { closedColumns } from "./service.ts";
import type { SystemState } from "./state.ts";
import type { Sight, StationRule } from "./station-rules.ts";

/** What a look knows besides its columns. */
type Looked = Pick<Sight, "closed" | "outside" | "systemClosedSince">;

/** Returns what the rules judge: `columns`, which the guards believe, with the state's absences and feed rules. */
export function sightOf(
  columns: Columns,
  { absentSince, feedRules }: Pick<SystemState, "absentSince" | "feedRules">,
  looked: Looked = { closed: closedColumns(columns), outside: null, systemClosedSince: null },
): Sight {
  return {
    columns,
    ...looked,
    absentSince,
    isShrunk: isHolding(feedRules["feed-shrunk"]),
    isSystemClosed: isHolding(feedRules["system-closed"]),
  };
}

/** Returns whether the condition holds at the column's station; null is unknown. `held` says whether it held so far. */
export type Condition = (rule: Rule, column: number, held: boolean) => boolean | null;

/** Returns the row's condition. The columns that it reads are looked up once, not at every station. */
export function conditionOf(row: StationRule, sight: Sight): Condition {
  const { columns, closed, outside } = sight;
  const { present, flags } = columns;
  if (row.counts === null) {
    const { holds, judgesAbsent } = row;
    return (_rule, column) => {
      if (outside?.[column] === true || !(judgesAbsent || present[column] === true)) return null;
      return holds(sight, column);
    };
  }
  const { needs } = row;
  const counts = columns[row.counts];
  const left = row.leaves === null ? undefined : columns[row.leaves];
  return (rule, column, held) => {
    if (outside?.[column] === true) return null;
    // An absent station has no count, so nothing is known of it.
    const count = counts?.[column] ?? null;
    if (closed[column] === true || isFalse(flags[column] ?? 0, needs) || left?.[column] === 0) return false;
    if (count === null) return null;
    // Between atMost and clearAt the condition stays as it was.
    return held ? count < rule.clearAt : count <= rule.atMost;
  };
}
