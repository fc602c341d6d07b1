import { RULE_NAMES } from "../../functions/core/rules.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import type { AlertQueries } from "../../functions/store/alert-queries.ts";

/** What is written may mean several alerts: this many are looked for, to say so. */
const LISTED_MAX = 4;

/**
 * Returns the alerts of a system that a text may mean: the one with this id; else the newest of `STATION/RULE`, or of
 * `RULE` where it is about the feed; else those whose ids begin with it, the oldest first.
 */
export async function findAlerts(
  systemId: string,
  written: string,
  queries: AlertQueries,
): Promise<readonly AlertItem[]> {
  if (written === "") return [];
  const found = (await queries.get(systemId, written)) ?? (await newest(systemId, written, queries));
  return found === null ? await queries.beginningWith(systemId, written, LISTED_MAX) : [found];
}

async function newest(systemId: string, written: string, queries: AlertQueries): Promise<AlertItem | null> {
  // A station's id may have slashes, a rule's name has none.
  const cut = written.lastIndexOf("/");
  const rule = written.slice(cut + 1);
  const station = written.slice(0, Math.max(0, cut));
  if (!RULE_NAMES.some((name) => name === rule)) return null;
  const stationIds = station === "" ? undefined : [station];
  const fits = (alert: AlertItem) => stationIds !== undefined || alert.stationId === undefined;
  const page = await queries.page({ systems: [{ systemId, fits }], stationIds, rules: [rule] }, 1, null);
  return page.items[0] ?? null;
}

/** Returns the end of a sentence that names the alerts that a text may mean: `may be a, b or c`. */
export function ambiguousWords(alerts: readonly AlertItem[]): string {
  const named = alerts.slice(0, LISTED_MAX - 1).map(({ systemId, alertId }) => `${alertId} of ${systemId}`);
  return `may be ${named.join(", ")}${alerts.length > named.length ? ", and others" : ""}`;
}
