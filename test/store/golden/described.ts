import type { Columns } from "../../../functions/core/columns.ts";
import { FEED_RULES, feedRuleAtFirst } from "../../../functions/core/feed-rules.ts";
import type { RuleState } from "../../../functions/core/lifecycle.ts";
import type { SystemState } from "../../../functions/core/state.ts";
import { STATION_RULES } from "../../../functions/core/station-rules.ts";

/**
 * Describes a state in words that survive changes of its shape in memory: one line a station, then one a fact of the
 * system. Times are in milliseconds, counts and flags unchanged, `-` is null. Unknown facts are left out, so that an
 * old state's description stays valid under newer code.
 */
export function described(state: SystemState): string[] {
  const { stationIds, markAt, snapshotAt, observedAt, published, held, window, history } = state;
  const lines = [
    `mark ${text(markAt)} snapshot ${text(snapshotAt)} observed ${text(observedAt)}`,
    `published ${text(published.newestAt)} older since ${text(published.olderSince)}`,
  ];
  for (const row of FEED_RULES) {
    // A core of before the rule has no state of it.
    const known: RuleState | undefined = state.feedRules[row.name];
    if (known !== undefined) lines.push(...phase(row.name, known, feedRuleAtFirst(row).phase));
  }
  if (held !== null) lines.push(`held since ${held.since}, seen ${held.sightings} times`);
  const { believedAt, keyAt, listAt, listChanges, listUntil } = history;
  if (listAt !== null) {
    lines.push(`history believed ${text(believedAt)} key ${text(keyAt)}`);
    lines.push(`list ${listChanges} of the day, of ${listAt}, counted by until ${text(listUntil)}`);
  }
  if (window !== null) lines.push(`window ${window.startAt}`);
  for (const [column, stationId] of stationIds.entries()) {
    lines.push(`${JSON.stringify(stationId)}: ${counts(state.columns, column)}`);
    if (held !== null) lines.push(`  held as ${counts(held.columns, column)}`);
    const since = state.absentSince.get(column);
    if (since !== undefined) lines.push(`  absent since ${since}`);
    if (window !== null) {
      const sums = [window.vehiclesSum, window.vehiclesCount, window.docksSum, window.docksCount];
      lines.push(`  summed ${sums.map((values) => values[column] ?? 0).join(" ")}`);
    }
    for (const { name: rule } of STATION_RULES) {
      const known = state.rules[rule]?.[column];
      if (known !== undefined) lines.push(...phase(`  ${rule}`, known, "unseen"));
    }
  }
  return lines;
}

function counts({ present, vehicles, docks, flags }: Columns, column: number): string {
  const seen = present[column] === true ? "present" : "absent";
  return `${seen} ${text(vehicles[column])} ${text(docks[column])} flags ${flags[column]}`;
}

function phase(name: string, state: RuleState, usual: RuleState["phase"]): string[] {
  if (state.phase === usual) return [];
  if (state.phase === "unseen" || state.phase === "inactive") return [`${name} ${state.phase}`];
  const ended = state.endedAt === null ? "" : ` until ${state.endedAt}`;
  const onset = `${state.baseline ? " baseline" : ""}${state.afterGap ? " after a gap" : ""}`;
  return [`${name} ${state.phase} since ${state.startedAt}${ended}${onset}`];
}

function text(value: number | null | undefined): string {
  return value == null ? "-" : String(value);
}
