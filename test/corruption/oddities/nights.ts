import { timeOf } from "../city-day.ts";
import { eachStation, type Oddity } from "../oddity.ts";

const CLOSED_AT_NIGHT = eachStation((_station, _index, time) =>
  time >= timeOf("23:00") && time < timeOf("05:00") ? { is_renting: false, is_returning: false } : {},
);

/** Systems that close at night by schedule. */
export const NIGHTS: readonly Oddity[] = [
  {
    feed: "closes for the night, and says its opening hours",
    handling:
      "does not judge stations at night; what has changed by the morning has done so at an unknown time",
    until: "08:00",
    reply: CLOSED_AT_NIGHT,
    file: (name, body) => {
      if (name !== "system_information") return;
      (body as { data: { opening_hours: string } }).data.opening_hours = "Mo-Su 05:00-23:00";
    },
    // A quarter of an hour longer at both ends: systems open and close a little early or late.
    unseen: [["22:45", "05:15"]],
    without: { openingHours: "untrue" },
  },
  {
    feed: "closes for the night, and nobody knows its hours",
    handling: "tells in one alert that the system has closed, and nothing of its stations",
    until: "08:00",
    reply: CLOSED_AT_NIGHT,
    isTrue: true,
    unseen: [
      ["23:00", "23:02"],
      ["05:00", "05:02"],
      // One alert about the system tells of all.
      ["23:00", "05:02", (_stationId, rule) => rule === "closed"],
    ],
    told: [
      "23:00 opened feed-flapping: 59 of 60 stations changed at once",
      "23:02 opened system-closed: 60 of 60 stations are out of service",
      "23:12 resolved feed-flapping",
      "05:00 opened feed-flapping: 60 of 60 stations changed at once",
      "05:02 resolved system-closed",
      "05:12 resolved feed-flapping",
    ],
    without: { "system-closed": "untold" },
  },
];
