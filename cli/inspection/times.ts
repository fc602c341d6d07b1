import { epochMs } from "../../functions/feeds/readings.ts";
import { TTL_SECONDS_MAX } from "../../functions/poll/schedule.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { duration } from "../../functions/words/amounts.ts";
import type { Look } from "./look.ts";
import { type Check, loss, note } from "./report.ts";
import { stationsThat } from "./words.ts";

/** A time this far ahead still counts as now, since clocks differ. */
const FUTURE_MS = 60_000;
const PUBLISHED_AGE_MS_MAX = 10 * 60_000;
/** A status is stale when it is older than this many of its ttl. */
const TTLS_MAX = 3;
const REPORTED_AGE_MS_MAX = 86_400_000;
/** The year 2100, in seconds: a greater number is taken for milliseconds. */
const SECONDS_MAX = 4_102_444_800;

/** Returns the age of the status by its own time, in whole seconds; negative for a time in the future. */
export function publishedAgeSeconds({ status, fetchedAt }: Look): number | null {
  return status.publishedAt === null ? null : Math.round((fetchedAt - status.publishedAt) / 1_000);
}

/** Returns the median age of the stations' own times, in whole seconds; null when no station has one. */
export function reportedAgeSecondsMedian({ written, fetchedAt }: Look): number | null {
  const ages = written.flatMap(({ reported }) => {
    const reportedAt = epochMs(reported);
    return reportedAt === null ? [] : [fetchedAt - reportedAt];
  });
  const middle = ages.sort((a, b) => a - b)[Math.floor((ages.length - 1) / 2)];
  return middle === undefined ? null : Math.round(middle / 1_000);
}

const published: Check<Look> = (look) => {
  if (look.system.kind !== "gbfs") return null;
  const { publishedAt, ttlSeconds } = look.status;
  if (publishedAt === null)
    return note("published-missing", "last_updated is not a time: the time of the fetch counts");
  const ageMs = look.fetchedAt - publishedAt;
  if (ageMs < -FUTURE_MS) {
    return note(
      "published-in-future",
      `last_updated is ${ago(-ageMs)} in the future: the time of the fetch counts`,
    );
  }
  if (ageMs <= Math.max(PUBLISHED_AGE_MS_MAX, TTLS_MAX * ttlSeconds * 1_000)) return null;
  return loss("published-stale", `it was published ${ago(ageMs)} ago`, `what it says is ${ago(ageMs)} old`);
};

const slowTtl: Check<Look> = ({ system, status: { ttlSeconds } }) => {
  if (ttlSeconds <= TTL_SECONDS_MAX) return null;
  const says = `the status says that it changes every ${duration(ttlSeconds)} (ttl ${ttlSeconds})`;
  const askedSeconds = Math.max(TTL_SECONDS_MAX, system.pollSeconds ?? 0);
  return loss(
    "ttl-high",
    `${says}: it is asked every ${duration(askedSeconds)} all the same`,
    `alerts may be ${duration(ttlSeconds)} late`,
  );
};

/** Makes a check of the stations' own times. All are notes: no rule uses these times. */
function reported(name: string, says: string, isSo: (value: unknown, look: Look) => boolean): Check<Look> {
  return (look) => {
    const rest = `a ${fieldOf(look.system)} ${says}`;
    return note(
      name,
      stationsThat("have", rest, look.written, (station) => isSo(station.reported, look)),
    );
  };
}

function fieldOf(system: SystemEntry): string {
  if (system.kind === "gbfs") return "last_reported";
  return system.apiVersion === 1 ? "last_update" : "lastUpdate";
}

export const TIME_CHECKS: readonly Check<Look>[] = [
  published,
  slowTtl,
  reported("reported-missing", "that is missing or null", (value) => value === undefined || value === null),
  reported("reported-negative", "that is negative", (value) => typeof value === "number" && value < 0),
  reported("reported-tiny", "before the year 2000", (value) => {
    return typeof value === "number" && value >= 0 && epochMs(value) === null;
  }),
  reported("reported-unreadable", "that is not a time", (value) => {
    return typeof value !== "number" && value !== undefined && value !== null && epochMs(value) === null;
  }),
  // JCDecaux documents milliseconds.
  reported("reported-in-ms", "in milliseconds", (value, { system }) => {
    return (
      system.kind === "gbfs" && typeof value === "number" && value > SECONDS_MAX && epochMs(value) !== null
    );
  }),
  reported("reported-in-future", "in the future", (value, { fetchedAt }) => {
    return (epochMs(value) ?? 0) > fetchedAt + FUTURE_MS;
  }),
  reported("reported-old", "of more than a day ago", (value, { fetchedAt }) => {
    return (epochMs(value) ?? fetchedAt) < fetchedAt - REPORTED_AGE_MS_MAX;
  }),
];

function ago(ms: number): string {
  return duration(Math.round(ms / 1_000));
}
