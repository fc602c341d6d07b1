import type { AlertsChanged } from "./announcement.ts";

/** So many stations are named, of each kind; the rest is a number. */
const NAMED_MAX = 5;

type Changes = Pick<AlertsChanged, "systemId" | "part" | "parts" | "opened" | "resolved">;

/**
 * What changed, in a line for people: `lyon: 2 opened (empty Quayside Halt, full Swan Row), 1 resolved (empty Mill)`.
 * Sorted, so that the same changes give the same line.
 */
export function summaryOf({ systemId, part, parts, opened, resolved }: Changes): string {
  const counts = [
    ...(opened.length === 0 ? [] : [`${opened.length} opened ${named(opened)}`]),
    ...(resolved.length === 0 ? [] : [`${resolved.length} resolved ${named(resolved)}`]),
  ];
  const place = parts === 1 ? "" : `, part ${part} of ${parts}`;
  return `${systemId}: ${counts.join(", ")}${place}`;
}

function named(alerts: Changes["opened"] | Changes["resolved"]): string {
  const names = alerts.map(({ rule, stationName }) => (stationName ? `${rule} ${stationName}` : rule)).sort();
  const more = names.length > NAMED_MAX ? ` and ${names.length - NAMED_MAX} more` : "";
  return `(${names.slice(0, NAMED_MAX).join(", ")}${more})`;
}
