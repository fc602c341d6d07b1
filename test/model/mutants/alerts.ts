import type { Mutant } from "../../faults/mutants/mutant.ts";

/** Slips in what an alert says. */
export const ALERT_MUTANTS: readonly Mutant[] = [
  {
    name: "the number of empty stations counts open alerts",
    file: "functions/core/alerts.ts",
    search: "rules.empty?.filter(isHolding)",
    replacement: "rules.empty?.filter(isOpen)",
    why: "A station that waits for keepFor counts as empty.",
  },
  {
    name: "every end after a gap is uncertain",
    file: "functions/core/alerts.ts",
    search: "isAfterGap && !withdrawn && episode.endedAt === null",
    replacement: "isAfterGap && !withdrawn",
    why: "An end that was seen counts as unknown.",
  },
  {
    name: "no end is uncertain",
    file: "functions/core/alerts.ts",
    search: "isAfterGap && !withdrawn && episode.endedAt === null",
    replacement: "isAfterGap && withdrawn",
    why: "An end in a gap counts as seen.",
  },
  {
    name: "an end is dated from the poll that resolves it",
    file: "functions/core/alerts.ts",
    search: "endedAt: episode.endedAt ?? change.since",
    replacement: "endedAt: at",
    why: "keepFor counts as part of the alert.",
  },
  {
    name: "an end at once is dated from the poll",
    file: "functions/core/alerts.ts",
    search: "endedAt: episode.endedAt ?? change.since",
    replacement: "endedAt: episode.endedAt ?? at",
    why: "A held end is dated from its confirmation.",
  },
  {
    name: "retention counts from the poll",
    file: "functions/core/alerts.ts",
    search: "expiresAt: context.arrivedAt + context.alertRetentionMs",
    replacement: "expiresAt: at + context.alertRetentionMs",
    why: "A record that is read late gives an item that expires early.",
  },
  {
    name: "windows and alerts are kept equally long",
    file: "functions/core/alerts.ts",
    search: "context.arrivedAt + context.alertRetentionMs",
    replacement: "context.arrivedAt + context.windowRetentionMs",
    why: "Alerts are kept as long as windows.",
  },
  {
    name: "counting rules have a reason",
    file: "functions/core/alerts.ts",
    search: "const reason = row.counts === null ? row.reason(state.columns, column) : null;",
    replacement: 'const reason = row.counts === null ? row.reason(state.columns, column) : "few";',
    why: "An alert has a reason that its counts say already.",
  },
  {
    name: "a baseline is an opening",
    file: "functions/core/alerts.ts",
    search: "    baseline,\n    afterGap,",
    replacement: "    baseline: false,\n    afterGap,",
    why: "What held when it was first seen is announced.",
  },
  {
    name: "an alert opened when it started",
    file: "functions/core/alerts.ts",
    search: "openedAt: at,",
    replacement: "openedAt: startedAt,",
    why: "Nobody sees that for was waited for.",
  },
  {
    name: "a station is named by its id",
    file: "functions/core/alerts.ts",
    search: "stationName: station?.name ?? stationId",
    replacement: "stationName: stationId",
    why: "An alert does not say which station it is about.",
  },
];
