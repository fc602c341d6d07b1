import type { Absences } from "./absences.ts";
import type { FoldContext } from "./context.ts";
import { ALL_IS_WELL, type FeedReading } from "./feed-transitions.ts";
import { type Concerned, isMass, shareText } from "./guards.ts";
import { isOpen } from "./lifecycle.ts";
import { marked } from "./service-times.ts";
import type { Shown } from "./shown.ts";
import type { SystemState } from "./state.ts";

/** Returns what a believed poll says about each rule of the feed; what it changes about the stations counts from `since`. */
export function feedReading(
  { feedRules }: SystemState,
  shown: Shown,
  since: number,
  absences: Absences,
  closed: readonly boolean[],
  { ruleBook }: FoldContext,
): FeedReading {
  const { at, isOutside, hasChanged, afterGap } = shown;
  const isFrozen = !hasChanged;
  const { "feed-shrunk": shrunk, "system-closed": closure } = ruleBook.feed;
  const absent = absentNow(absences, shown);
  const shut = closedNow(closed, shown);
  const isClosed = closure !== null && isMass(shut, closure);
  const isIdle = isOutside || isClosed;
  return {
    "feed-down": ALL_IS_WELL,
    "feed-flapping": ALL_IS_WELL,
    "feed-frozen":
      isFrozen && isIdle && isOpen(feedRules["feed-frozen"])
        ? null
        : {
            // Nothing moves in a closed system: that neither begins a feed-frozen nor ends one that began before.
            holds: isFrozen && !isIdle,
            since: at,
            reason: "no count and no flag changes any more",
          },
    "feed-shrunk": isOutside
      ? null
      : {
          holds: shrunk !== null && isMass(absent, shrunk),
          since,
          reason: `${shareText(absent)} are absent`,
        },
    "system-closed": isOutside
      ? null
      : {
          holds: isClosed,
          since,
          reason: marked(`${shareText(shut)} are out of service`, shown.times.system),
          afterGap,
        },
  };
}

/** Counts the stations out of service among those that the look shows and that are within their hours. */
function closedNow(closed: readonly boolean[], { columns, outside }: Shown): Concerned {
  let known = 0;
  let stations = 0;
  for (let column = 0; column < closed.length; column++) {
    if (columns.present[column] !== true || outside?.[column] === true) continue;
    known++;
    if (closed[column] === true) stations++;
  }
  return { stations, known };
}

/** Stations outside their hours do not count: many operators leave them out then. */
function absentNow({ absentSince, known }: Absences, { columns, outside }: Shown): Concerned {
  if (outside === null) return { stations: absentSince.size, known };
  const isInside = (column: number) => outside[column] !== true;
  const stations = [...absentSince.keys()].filter(isInside).length;
  const present = columns.present.filter((isPresent, column) => isPresent && isInside(column)).length;
  return { stations, known: stations + present };
}
