import type { AlertItem } from "../../functions/store/alert-item.ts";

/** The orders that --sort knows. */
export const ALERT_ORDERS = ["started", "for", "station", "rule", "system"] as const;
export type AlertOrder = (typeof ALERT_ORDERS)[number];

/** An alert, how long it has lasted, and how far away its station is; null is unknown, and comes last. */
export interface Sortable {
  readonly alert: AlertItem;
  readonly seconds: number | null;
  readonly meters: number | null;
}

const TEXTS = new Intl.Collator("en", { numeric: true });

/** Returns them in the order, the longest and the nearest first; those that are equal stay as they were. */
export function inOrder<Row extends Sortable>(
  rows: readonly Row[],
  order: AlertOrder,
  byDistance: boolean,
): readonly Row[] {
  const text = (of: (alert: AlertItem) => string) => (a: Row, b: Row) =>
    TEXTS.compare(of(a.alert), of(b.alert));
  switch (order) {
    case "started":
      if (!byDistance) return rows;
      return rows.toSorted((a, b) => (a.meters ?? Infinity) - (b.meters ?? Infinity) || 0);
    case "for":
      return rows.toSorted((a, b) => (b.seconds ?? -1) - (a.seconds ?? -1));
    case "station":
      return rows.toSorted(text(({ stationName, stationId }) => stationName ?? stationId ?? ""));
    case "rule":
      return rows.toSorted(text(({ rule }) => rule));
    case "system":
      return rows.toSorted(text(({ systemId }) => systemId));
  }
}
