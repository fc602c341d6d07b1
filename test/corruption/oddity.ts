import type { FeedFailure } from "../../functions/core/feed.ts";
import {
  type Clock,
  clockOf,
  type Dialect,
  type Fields,
  MINUTE_MS,
  stationsOf,
  timeOf,
  trueBody,
  trueText,
} from "./city-day.ts";
import type { GuardName, Harm } from "./guards-off.ts";

/** What comes of a poll: a body, 304 with a body for those who send no ETag, a failure; null where nobody polls. */
export type Reply = string | NotModified | FeedFailure | null;

interface NotModified {
  readonly type: "not-modified";
  readonly body: string;
}

/** From when to when; the end is no part of it. */
export type Span = readonly [from: Clock, to: Clock];

/** Some stations, or what some rule asks of them. */
export type Whom = (stationId: string, rule: string) => boolean;

/** Of all stations, or of some. */
export type Unseen = Span | readonly [...Span, whom: Whom];

/** One thing that feeds do, and all that may come of it. */
export interface Oddity {
  /** What the feed does. */
  readonly feed: string;
  /** What is done about it. With `feed`, a row of the README's table. */
  readonly handling: string;
  /** How long the feed is watched; until 20:00 where absent. */
  readonly until?: Clock;
  /** GBFS 3.0 where absent. */
  readonly dialect?: Dialect;
  /** When the feed does it; all the time where absent. */
  readonly during?: Span;
  /** Its answer to a poll at that time, while it does it; the true one where absent. */
  readonly reply?: (dialect: Dialect, time: number) => Reply;
  /** Changes the other GBFS files, all the time. */
  readonly file?: (name: string, body: unknown) => void;
  /** What people are told about the feed: `17:30 opened feed-flapping: why`, `17:41 resolved feed-flapping`. */
  readonly told?: readonly string[];
  /** When stations cannot be seen or not be believed: who is concerned by it is told late, or not at all. */
  readonly unseen?: readonly Unseen[];
  /** What nobody can know while the feed does it. */
  readonly unknowable?: Whom;
  /** What the odd feed says of stations is so, all of it: it is the truth to compare with. */
  readonly isTrue?: true;
  /** The id in truth of a station that has come to be called otherwise. */
  readonly trueId?: (stationId: string) => string;
  /** What comes of it when a guard is switched off. */
  readonly without?: Partial<Record<GuardName, Harm>>;
}

/** The true body, changed by a function that may do so in place. */
function changing(change: (body: Fields, time: number) => void): (dialect: Dialect, time: number) => string {
  return (dialect, time) => {
    const body = trueBody(dialect, time);
    change(body as Fields, time);
    return JSON.stringify(body);
  };
}

/** The true body with some fields of its own changed. */
export function bodyWith(fields: (time: number) => Fields) {
  return changing((body, time) => void Object.assign(body, fields(time)));
}

/** The true body with some fields of each station changed; undefined leaves one out. */
export function eachStation(fields: (station: Fields, index: number, time: number) => Fields) {
  return changing((body, time) => {
    for (const [index, station] of stationsOf(body).entries()) {
      Object.assign(station, fields(station, index, time));
    }
  });
}

/** The true body with some fields of some stations changed. */
export function stationsOfWhom(isOne: (stationId: string) => boolean, fields: Fields) {
  return eachStation((station) => (isOne(String(station.station_id ?? station.number)) ? fields : {}));
}

/** The true body with other stations. */
export function stationsBecome(change: (stations: Fields[], time: number) => Fields[]) {
  return changing((body, time) => {
    const stations = stationsOf(body);
    stations.splice(0, stations.length, ...change([...stations], time));
  });
}

/** The true body, as it was or will be then. */
export function asOf(shown: (time: number) => number) {
  return (dialect: Dialect, time: number) => trueText(dialect, shown(time));
}

export function refusing(httpStatus: number | null, reason: string, retryAfterMs: number | null = null) {
  return (): FeedFailure => ({ type: "failed", reason, httpStatus, retryAfterMs });
}

/** The minutes of a span, less those of which only the position in it is asked. */
export function minutesOf([from, to]: Span, isOne: (index: number) => boolean): Span[] {
  const spans: Span[] = [];
  for (let time = timeOf(from), index = 0; time < timeOf(to); time += MINUTE_MS, index++) {
    if (isOne(index)) spans.push([clockOf(time), clockOf(time + MINUTE_MS)]);
  }
  return spans;
}
