import { FEED_RULES } from "../core/feed-rules.ts";
import { isoTime } from "../core/iso-time.ts";
import { type RuleName, wordsOf } from "../core/rules.ts";
import type { AlertItem } from "../store/alert-item.ts";

export const SYSTEM_ALERTS_VERSIONS = ["2.3", "3.0"] as const;
export type SystemAlertsVersion = (typeof SYSTEM_ALERTS_VERSIONS)[number];

/** The rules whose alerts riders are told of: a station or all of them closed, and trouble with the feed. */
export const SYSTEM_ALERTS_RULES: readonly RuleName[] = ["closed", ...FEED_RULES.map(({ name }) => name)];

/** The types of GBFS that say more than `other`. */
const TYPES = new Map<string, string>([
  ["closed", "station_closure"],
  ["system-closed", "system_closure"],
]);

/** A reader may keep the file for a minute: no feed is polled more often on AWS. */
const TTL_SECONDS = 60;
/** The language of the words of rules; a station's name has that of its feed. */
const LANGUAGE = "en";
/** An id of GBFS has no spaces. `%` is written by its number too, so that two ids never become one. */
const NOT_IN_IDS = /[^\x21-\x7e]|%/gu;

/**
 * Returns the body of GBFS's system_alerts.json that tells of open alerts. Times are POSIX seconds in 2.3, and RFC 3339
 * in 3.0. An alert has a beginning and no end, which nobody knows while it is open.
 * Source: github.com/MobilityData/gbfs, system_alerts.json of gbfs.md, v2.3 and v3.0.
 */
export function systemAlertsBody(
  alerts: readonly AlertItem[],
  version: SystemAlertsVersion,
  updatedAt: number,
): object {
  return {
    last_updated: timeOf(version, updatedAt),
    ttl: TTL_SECONDS,
    version,
    data: { alerts: alerts.map((alert) => systemAlert(alert, version)) },
  };
}

function systemAlert(alert: AlertItem, version: SystemAlertsVersion) {
  const { alertId, rule, stationId, startedAt, openedAt, reason } = alert;
  return {
    alert_id: alertId.replace(/\p{Surrogate}/gu, "\ufffd").replace(NOT_IN_IDS, encodeURIComponent),
    type: TYPES.get(rule) ?? "other",
    times: [{ start: timeOf(version, Date.parse(startedAt)) }],
    // As the feed has it, so that it is found there.
    ...(stationId === undefined ? {} : { station_ids: [stationId] }),
    summary: textOf(version, summaryOf(alert)),
    ...(reason === undefined ? {} : { description: textOf(version, reason) }),
    last_updated: timeOf(version, Date.parse(openedAt)),
  };
}

/** Returns a text such as `Closed: Rossio` or `Feed down`. */
function summaryOf({ rule, stationId, stationName }: AlertItem): string {
  const sentence = asSentence(wordsOf(rule).opened);
  return stationId === undefined ? sentence : `${sentence}: ${stationName ?? stationId}`;
}

function asSentence(words: string): string {
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}

function timeOf(version: SystemAlertsVersion, milliseconds: number): number | string {
  return version === "2.3" ? Math.floor(milliseconds / 1_000) : isoTime(milliseconds);
}

function textOf(version: SystemAlertsVersion, text: string) {
  return version === "2.3" ? text : [{ text, language: LANGUAGE }];
}
