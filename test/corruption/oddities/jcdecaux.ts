import type { Fields } from "../city-day.ts";
import { eachStation, type Oddity, type Span, stationsBecome, stationsOfWhom } from "../oddity.ts";

const DURING: Span = ["17:00", "19:00"];
const MONTH_AGO = Date.UTC(2026, 3, 4);
const DIALECTS = ["jcdecaux-v1", "jcdecaux-v3"] as const;

/** A test station, as some cities have in their lists. */
const TEST_STATION: Fields = {
  number: 9_999,
  name: "TEST",
  position: { lat: null, lng: null, latitude: null, longitude: null },
  status: "OPEN",
  connected: false,
  bike_stands: 10,
  available_bike_stands: 0,
  available_bikes: 0,
  last_update: MONTH_AGO,
  lastUpdate: "2026-04-04T00:00:00Z",
};

const NOTHING: Fields = { available_bikes: 0, available_bike_stands: 0 };

/** Oddities of JCDecaux's API, in both versions where these differ. */
export const JCDECAUX: readonly Oddity[] = [
  ...DIALECTS.map((dialect) => ({
    feed: `has no last_update for days (${dialect})`,
    handling: "does not go by it: time is when the answer was fetched",
    dialect,
    during: DURING,
    reply: eachStation(() => ({ last_update: null, lastUpdate: null })),
  })),
  ...DIALECTS.map((dialect) => ({
    feed: `lists a test station, disconnected, without position, a month old (${dialect})`,
    handling: "knows it as closed from the first, and tells nobody",
    dialect,
    reply: stationsBecome((stations) => [
      ...stations,
      dialect === "jcdecaux-v1"
        ? TEST_STATION
        : { ...TEST_STATION, totalStands: { availabilities: { bikes: 0, stands: 0 }, capacity: 10 } },
    ]),
    isTrue: true as const,
  })),
  {
    feed: "has neither bike nor stand at a station that is OPEN",
    handling: "takes it for out of service: closed, neither empty nor full",
    dialect: "jcdecaux-v1",
    during: DURING,
    reply: stationsOfWhom((stationId) => stationId.endsWith("3"), NOTHING),
    isTrue: true,
  },
  {
    feed: "leaves out the status for a while",
    handling: "takes it for unknown, not for closed",
    dialect: "jcdecaux-v1",
    during: ["17:30", "17:31"],
    reply: eachStation(() => ({ status: undefined })),
    isTrue: true,
  },
  {
    feed: "answers with an error in place of stations, for five minutes",
    handling: "counts failures; nothing is told",
    dialect: "jcdecaux-v3",
    during: ["17:30", "17:35"],
    reply: () => JSON.stringify({ error: "Unauthorized" }),
    unseen: [["17:30", "17:35"]],
  },
];
