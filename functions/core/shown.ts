import type { Columns, Outside } from "./columns.ts";
import type { FoldContext } from "./context.ts";
import { isGap, isSame } from "./guards.ts";
import { isOpen } from "./lifecycle.ts";
import { isAllOutside, outsideColumns, type ServiceTimes, serviceTimes } from "./service-times.ts";
import type { SystemState } from "./state.ts";

/** What a poll shows of the stations. */
export interface Shown {
  readonly at: number;
  readonly columns: Columns;
  readonly times: ServiceTimes;
  /** True while the whole system is outside its hours; nothing is judged then. */
  readonly isOutside: boolean;
  /** The stations that are outside theirs. */
  readonly outside: Outside;
  readonly hasChanged: boolean;
  readonly afterGap: boolean;
}

/**
 * Returns what a poll shows, compared with `state`. `outside` says who was outside the hours, where that is known of the
 * past; otherwise the hours that are known now tell it.
 */
export function shownIn(
  state: SystemState,
  columns: Columns,
  at: number,
  context: FoldContext,
  outside?: Outside | "all",
): Shown {
  const { feed, guards } = context.ruleBook;
  const hasChanged = feed["feed-frozen"] === null || !isSame(state.columns, columns);
  const isAfterGap = state.observedAt !== null && isGap(at - state.observedAt, guards);
  const times = serviceTimes(state.stationIds, at, context);
  const outsideNow = outsideColumns(times, state.stationIds.length);
  return {
    at,
    columns,
    times,
    isOutside: outside === undefined ? isAllOutside(times, outsideNow, columns) : outside === "all",
    outside: outside === undefined || outside === "all" ? outsideNow : outside,
    hasChanged,
    // When something changed behind a frozen feed is as unknown as when it changed in a gap.
    afterGap: isAfterGap || (hasChanged && isOpen(state.feedRules["feed-frozen"])),
  };
}
