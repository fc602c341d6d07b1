import { MINUTE_MS, timeOf, trueText } from "../city-day.ts";
import { asOf, bodyWith, eachStation, minutesOf, type Oddity, type Span } from "../oddity.ts";

const DURING: Span = ["17:00", "19:00"];
const HOUR_MS = 60 * MINUTE_MS;

function rfc3339(time: number): string {
  return new Date(time).toISOString();
}

/** Gives a station's `last_reported` from its index and the time of the poll. */
const REPORTED: readonly [what: string, lastReported: (index: number, time: number) => unknown][] = [
  ["missing", () => undefined],
  ["null", () => null],
  ["in milliseconds", (_index, time) => time],
  ["negative", () => -1],
  ["tiny, such as 86,400", (index) => 86_400 + index],
  ["in the future", (_index, time) => rfc3339(time + HOUR_MS)],
  ["going backwards", (index, time) => rfc3339(timeOf("17:00") - (time - timeOf("17:00")) - index * 1_000)],
  ["frozen while counts change", () => rfc3339(timeOf("16:00"))],
  ["no time at all", () => "yesterday"],
];

const reported: readonly Oddity[] = REPORTED.map(([what, lastReported]) => ({
  feed: `has a last_reported that is ${what}`,
  handling: "does not go by it: time is when the answer was fetched",
  during: DURING,
  reply: eachStation((_station, index, time) => ({ last_reported: lastReported(index, time) })),
}));

function publishing(published: (time: number) => unknown) {
  return bodyWith((time) => ({ last_updated: published(time) }));
}

/** Wrong clocks, and bodies out of order. */
export const TIMES: readonly Oddity[] = [
  ...reported,
  {
    feed: "has no last_updated, or one that is no time",
    handling: "does without: nothing can be told to be older",
    during: DURING,
    reply: publishing((time) => (time % HOUR_MS === 0 ? undefined : "soon")),
  },
  {
    feed: "has a last_updated of the future for a while",
    handling: "sets no mark by it, so that what follows is not dropped",
    during: ["17:30", "17:35"],
    reply: publishing((time) => rfc3339(time + 24 * HOUR_MS)),
  },
  {
    feed: "has a last_updated that stands still while counts change",
    handling: "goes by the counts",
    during: DURING,
    reply: publishing(() => rfc3339(timeOf("17:00"))),
  },
  {
    feed: "has a last_updated that is an hour behind from some moment on",
    handling: "drops it for ten minutes, then believes it",
    during: ["17:30", "20:00"],
    reply: publishing((time) => rfc3339(time - HOUR_MS)),
    unseen: [["17:30", "17:40"]],
  },
  {
    feed: "goes back four minutes and forward again, every other poll (nodes of a CDN out of step)",
    handling: "drops what was published before what it has seen",
    during: ["17:00", "18:00"],
    reply: asOf((now) => (now % (2 * MINUTE_MS) === 0 ? now : now - 4 * MINUTE_MS)),
    unseen: minutesOf(["17:00", "18:00"], (index) => index % 2 === 1),
    without: { dropOlderFor: "untrue" },
  },
  {
    feed: "goes back to one old body for eight minutes",
    handling: "drops it; eight minutes are too short for feed-down",
    during: ["17:30", "17:38"],
    reply: asOf(() => timeOf("17:10")),
    unseen: [["17:30", "17:38"]],
    without: { dropOlderFor: "untrue" },
  },
  {
    feed: "answers 304 to everyone who sends an ETag, whatever has changed",
    handling: "asks without ETag every ten minutes",
    during: DURING,
    reply: (dialect, time) => ({ type: "not-modified", body: trueText(dialect, time) }),
    unseen: minutesOf(DURING, (index) => index % 10 !== 9),
  },
];
