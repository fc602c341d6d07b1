import { type Fields, MINUTE_MS } from "../city-day.ts";
import { eachStation, minutesOf, type Oddity, type Span, stationsBecome, stationsOfWhom } from "../oddity.ts";

const ONCE: Span = ["17:30", "17:31"];
const FLAPPING_IS_OVER = "17:41 resolved feed-flapping";
const OUT_OF_SERVICE = { is_renting: false, is_returning: false };

/** Picks two stations in five. */
function isOne(stationId: unknown): boolean {
  return Number(stationId) % 5 < 2;
}

function isEven(time: number): boolean {
  return (time / MINUTE_MS) % 2 === 0;
}

/** Picks one station in four. */
function isOneOfFew(stationId: unknown): boolean {
  return Number(stationId) % 4 === 3;
}

function isMissing(_stationId: string, rule: string): boolean {
  return rule === "missing";
}

const withoutSome = stationsBecome((stations) => stations.filter(({ station_id }) => !isOne(station_id)));

function renamed(stations: readonly Fields[]): Fields[] {
  return stations.map((station) => ({ ...station, station_id: `R-${station.station_id}` }));
}

function trueId(stationId: string): string {
  return stationId.replace("R-", "");
}

/** Many stations that change at once. */
export const MASSES: readonly Oddity[] = [
  {
    feed: "takes many stations out of service for one sample",
    handling: "holds the sample: one feed-flapping, no station alert",
    during: ONCE,
    reply: stationsOfWhom(isOne, OUT_OF_SERVICE),
    told: ["17:30 opened feed-flapping: 25 of 60 stations changed at once", FLAPPING_IS_OVER],
    unseen: [ONCE],
    without: { "feed-flapping": "untrue" },
  },
  {
    feed: "has many stations stop renting for one sample",
    handling: "holds the sample, so that what is empty stays empty",
    during: ONCE,
    reply: stationsOfWhom((stationId) => !isOne(stationId), { is_renting: false }),
    told: ["17:30 opened feed-flapping: 34 of 60 stations changed at once", FLAPPING_IS_OVER],
    unseen: [ONCE],
    without: { "feed-flapping": "untrue" },
  },
  {
    feed: "leaves many stations out for one sample",
    handling: "holds the sample: nobody is missing",
    during: ONCE,
    reply: withoutSome,
    told: ["17:30 opened feed-flapping: 25 of 60 stations changed at once", FLAPPING_IS_OVER],
    unseen: [ONCE],
  },
  {
    feed: "has no vehicle at any station for one sample",
    handling: "holds the sample: nobody is empty",
    during: ONCE,
    reply: eachStation(() => ({ num_vehicles_available: 0, vehicle_types_available: undefined })),
    told: ["17:30 opened feed-flapping: 59 of 60 stations changed at once", FLAPPING_IS_OVER],
    unseen: [ONCE],
    without: { "feed-flapping": "untrue" },
  },
  {
    feed: "has no dock at half of its stations for one sample",
    handling: "holds the sample: nobody is full",
    during: ONCE,
    reply: stationsOfWhom((stationId) => Number(stationId) % 2 === 0, { num_docks_available: 0 }),
    told: ["17:30 opened feed-flapping: 30 of 60 stations changed at once", FLAPPING_IS_OVER],
    unseen: [ONCE],
    without: { "feed-flapping": "untrue" },
  },
  {
    feed: "sends another city's stations for one sample",
    handling: "holds the sample: nobody is missing, nobody new is judged",
    during: ONCE,
    reply: stationsBecome(renamed),
    told: ["17:30 opened feed-flapping: 60 of 60 stations changed at once", FLAPPING_IS_OVER],
    unseen: [ONCE],
    trueId,
  },
  {
    feed: "takes many stations out of service in every other sample, for an hour",
    handling: "holds each of them: one feed-flapping for the hour",
    during: ["17:00", "18:00"],
    reply: eachStation(({ station_id }, _index, time) =>
      isOne(station_id) && isEven(time) ? OUT_OF_SERVICE : {},
    ),
    told: ["17:00 opened feed-flapping: 24 of 60 stations changed at once", "18:09 resolved feed-flapping"],
    unseen: minutesOf(["17:00", "18:00"], (index) => index % 2 === 0),
    without: { "feed-flapping": "untrue" },
  },
  {
    feed: "takes one half and the other half of its stations out of service by turns, for an hour",
    handling: "holds all of it",
    during: ["17:00", "18:00"],
    reply: eachStation(({ station_id }, _index, time) =>
      (Number(station_id) % 2 === 0) === isEven(time) ? OUT_OF_SERVICE : {},
    ),
    told: ["17:00 opened feed-flapping: 30 of 60 stations changed at once", "18:10 resolved feed-flapping"],
    unseen: [["17:00", "18:00"]],
    without: { "feed-flapping": "untrue" },
  },
  {
    feed: "takes many stations out of service, and it is true",
    handling: "believes it after three samples; alerts then begin with the first of them",
    during: ["17:30", "18:30"],
    reply: stationsOfWhom(isOne, OUT_OF_SERVICE),
    isTrue: true,
    told: [
      "17:30 opened feed-flapping: 25 of 60 stations changed at once",
      "17:42 resolved feed-flapping",
      "18:30 opened feed-flapping: 23 of 59 stations changed at once",
      "18:42 resolved feed-flapping",
    ],
    unseen: [
      ["17:30", "17:32"],
      ["18:30", "18:32"],
    ],
  },
  {
    feed: "has stations that come and go with every sample",
    handling: "tells nothing: missing waits for an hour",
    during: ["17:00", "19:00"],
    reply: stationsBecome((stations, time) =>
      stations.filter(({ station_id }) => !isOneOfFew(station_id) || isEven(time)),
    ),
    isTrue: true,
  },
  {
    feed: "leaves a few stations out for two hours",
    handling:
      "tells that they are missing (after an hour); what has changed there has done so at an unknown time",
    during: ["17:00", "19:00"],
    reply: stationsBecome((stations) => stations.filter(({ station_id }) => !isOneOfFew(station_id))),
    isTrue: true,
    unseen: [["17:00", "19:00", isOneOfFew]],
    unknowable: isMissing,
    without: { rebaselineAfter: "unmarked" },
  },
  {
    feed: "leaves many stations out for three hours",
    handling: "tells feed-shrunk in place of one alert for each; nobody is told to be missing meanwhile",
    during: ["17:00", "20:00"],
    until: "22:00",
    reply: withoutSome,
    told: [
      "17:00 opened feed-flapping: 24 of 60 stations changed at once",
      "17:10 opened feed-shrunk: 24 of 60 stations are absent",
      "17:12 resolved feed-flapping",
      "20:10 resolved feed-shrunk",
    ],
    unseen: [
      ["17:00", "17:02"],
      ["17:00", "20:00", isOne],
    ],
    unknowable: isMissing,
    without: { "feed-shrunk": "untrue", rebaselineAfter: "unmarked" },
  },
  {
    feed: "gives all its stations other ids (a migration)",
    handling: "tells feed-shrunk, and starts anew with the new ones",
    during: ["18:00", "08:00"],
    until: "22:00",
    reply: stationsBecome(renamed),
    told: [
      "18:00 opened feed-flapping: 60 of 60 stations changed at once",
      "18:10 opened feed-shrunk: 50 of 110 stations are absent",
      "18:12 resolved feed-flapping",
    ],
    unseen: [["18:00", "18:02"]],
    unknowable: isMissing,
    trueId,
    without: { "feed-shrunk": "untrue" },
  },
];
