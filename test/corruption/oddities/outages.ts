import { type Fields, MINUTE_MS, timeOf, trueBody, trueText } from "../city-day.ts";
import {
  asOf,
  bodyWith,
  minutesOf,
  type Oddity,
  type Reply,
  refusing,
  type Span,
  stationsBecome,
} from "../oddity.ts";

const HOUR: Span = ["17:00", "18:00"];

function saying(text: string) {
  return (): Reply => text;
}

const frozen = bodyWith(() => ({ data: (trueBody("gbfs-3.0", timeOf("17:00")) as Fields).data }));

/** Feeds that give no answer, or nothing new. */
export const OUTAGES: readonly Oddity[] = [
  {
    feed: "fails or is too slow now and then",
    handling: "asks again at the next minute; one failure is no alert",
    during: HOUR,
    reply: (dialect, time) =>
      (time / MINUTE_MS) % 5 === 0 ? refusing(null, "did not answer within 10 s")() : trueText(dialect, time),
    unseen: minutesOf(HOUR, (index) => index % 5 === 0),
  },
  {
    feed: "answers 200 with an empty body, for five minutes",
    handling: "counts failures; nothing is told",
    during: ["17:30", "17:35"],
    reply: saying(""),
    unseen: [["17:30", "17:35"]],
  },
  {
    feed: "answers 200 with the text 404 Not Found, for 25 minutes",
    handling: "tells feed-down after ten minutes, with the reason",
    during: ["17:30", "17:55"],
    reply: saying("404 Not Found"),
    told: [
      '17:40 opened feed-down: the body is no JSON, it starts with "404 Not Found"',
      "17:55 resolved feed-down",
    ],
    unseen: [["17:30", "17:55"]],
    without: { "feed-down": "untold" },
  },
  {
    feed: "answers 200 with stations: [] for two hours",
    handling: "tells feed-down; what has changed in between has done so at an unknown time",
    during: ["17:00", "19:00"],
    until: "21:00",
    reply: stationsBecome(() => []),
    told: ["17:10 opened feed-down: the list of stations is empty", "19:00 resolved feed-down"],
    unseen: [["17:00", "19:00"]],
    without: { "feed-down": "untold", rebaselineAfter: "unmarked" },
  },
  {
    feed: "answers 503 for an hour",
    handling: "tells feed-down; what has changed in between has done so at an unknown time",
    during: HOUR,
    reply: refusing(503, "answered with status 503, expected 200"),
    told: ["17:10 opened feed-down: answered with status 503, expected 200", "18:00 resolved feed-down"],
    unseen: [HOUR],
    without: { "feed-down": "untold", rebaselineAfter: "unmarked" },
  },
  {
    feed: "answers 429 with Retry-After of ten minutes, once",
    handling: "waits as long as it is told",
    during: ["17:30", "17:31"],
    reply: refusing(429, "answered with status 429, expected 200", 10 * MINUTE_MS),
    unseen: [["17:30", "17:40"]],
  },
  {
    feed: "is not asked for an hour, as the poller is dead",
    handling: "cannot tell anybody; the times in that hour are unknown",
    during: HOUR,
    reply: () => null,
    unseen: [HOUR],
    without: { rebaselineAfter: "unmarked" },
  },
  {
    feed: "has a fresh last_updated over counts that stand still for seven hours",
    handling: "tells feed-frozen after six; what has changed in between has done so at an unknown time",
    during: ["17:00", "00:00"],
    until: "02:00",
    reply: frozen,
    told: ["23:01 opened feed-frozen: no count and no flag changes any more", "00:00 resolved feed-frozen"],
    unseen: [["17:01", "00:00"]],
    without: { "feed-frozen": "untold" },
  },
  {
    feed: "sends the same body for seven hours",
    handling: "tells feed-frozen after six",
    during: ["17:00", "00:00"],
    until: "02:00",
    reply: asOf(() => timeOf("17:00")),
    told: ["23:01 opened feed-frozen: no count and no flag changes any more", "00:00 resolved feed-frozen"],
    unseen: [["17:01", "00:00"]],
    without: { "feed-frozen": "unmarked" },
  },
];
