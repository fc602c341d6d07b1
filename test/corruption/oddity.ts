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

/** The answer to a poll: a body, a failure, or 304 with the body for requests without ETag; null when nothing polls. */
export type Reply = string | NotModified | FeedFailure | null;

interface NotModified {
  readonly type: "not-modified";
  readonly body: string;
}

/** A half-open span of time: `to` is not part of it. */
export type Span = readonly [from: Clock, to: Clock];

/** Selects stations, or a rule of some stations. */
export type Whom = (stationId: string, rule: string) => boolean;

/** A span in which all stations are unseen, or those that `whom` selects. */
export type Unseen = Span | readonly [...Span, whom: Whom];

/** One thing that feeds do, and all its allowed consequences. */
export interface Oddity {
  /** What the feed does. */
  readonly feed: string;
  /** How it is handled. Together with `feed` it is a row of the README's table. */
  readonly handling: string;
  /** How long the feed is watched; until 20:00 when absent. */
  readonly until?: Clock;
  /** GBFS 3.0 when absent. */
  readonly dialect?: Dialect;
  /** When the feed does it; always when absent. */
  readonly during?: Span;
  /** The feed's answer to a poll while it does it; the true body when absent. */
  readonly reply?: (dialect: Dialect, time: number) => Reply;
  /** Changes the other GBFS files, always. */
  readonly file?: (name: string, body: unknown) => void;
  /** What people are told about the feed: `17:30 opened feed-flapping: why`, `17:41 resolved feed-flapping`. */
  readonly told?: readonly string[];
  /** When stations cannot be seen or believed: alerts about them may be told late or never. */
  readonly unseen?: readonly Unseen[];
  /** What cannot be known while the feed does it. */
  readonly unknowable?: Whom;
  /** Everything the odd feed says of stations is true, so the result is compared with it. */
  readonly isTrue?: true;
  /** The true id of a station that the feed has renamed. */
  readonly trueId?: (stationId: string) => string;
  /** The harm that must follow when a guard is switched off. */
  readonly without?: Partial<Record<GuardName, Harm>>;
}

/** The true body after a change, which may be in place. */
function changing(change: (body: Fields, time: number) => void): (dialect: Dialect, time: number) => string {
  return (dialect, time) => {
    const body = trueBody(dialect, time);
    change(body as Fields, time);
    return JSON.stringify(body);
  };
}

/** The true body with some of its top-level fields changed. */
export function bodyWith(fields: (time: number) => Fields) {
  return changing((body, time) => void Object.assign(body, fields(time)));
}

/** The true body with some fields of each station changed; undefined leaves out a field. */
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

/** The true body with its stations replaced. */
export function stationsBecome(change: (stations: Fields[], time: number) => Fields[]) {
  return changing((body, time) => {
    const stations = stationsOf(body);
    stations.splice(0, stations.length, ...change([...stations], time));
  });
}

/** The true body of another time. */
export function asOf(shown: (time: number) => number) {
  return (dialect: Dialect, time: number) => trueText(dialect, shown(time));
}

export function refusing(httpStatus: number | null, reason: string, retryAfterMs: number | null = null) {
  return (): FeedFailure => ({ type: "failed", reason, httpStatus, retryAfterMs });
}

/** Each minute of a span whose position in it the function accepts. */
export function minutesOf([from, to]: Span, isOne: (index: number) => boolean): Span[] {
  const spans: Span[] = [];
  for (let time = timeOf(from), index = 0; time < timeOf(to); time += MINUTE_MS, index++) {
    if (isOne(index)) spans.push([clockOf(time), clockOf(time + MINUTE_MS)]);
  }
  return spans;
}
