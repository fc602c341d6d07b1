import { type Fields, stationsOf } from "../city-day.ts";
import { bodyWith, eachStation, type Oddity, stationsBecome } from "../oddity.ts";

const DURING = ["17:00", "19:00"] as const;

/** Bodies with the usual content in an unusual form: they must change nothing. */
export const FORMAT: readonly Oddity[] = [
  {
    feed: "says version 1.0 and sends the fields of 3.0",
    handling: "goes by the shape of the fields",
    during: DURING,
    reply: bodyWith(() => ({ version: "1.0" })),
  },
  {
    feed: "says version 3.0 and sends the fields of 2.3",
    handling: "goes by the shape of the fields",
    dialect: "gbfs-2.3",
    during: DURING,
    reply: bodyWith(() => ({ version: "3.0" })),
  },
  {
    feed: "sends station_id as a number, from one day to the next",
    handling: "takes the number in decimal for the same id",
    during: DURING,
    reply: eachStation((station) => ({ station_id: Number(station.station_id) })),
  },
  {
    feed: "lists stations twice, the old reading first",
    handling: "takes the last one",
    during: DURING,
    reply: stationsBecome((stations) => [...stations.map(emptied), ...stations]),
  },
  {
    feed: "puts a wrapper {data, status} around each station",
    handling: "unwraps it",
    during: DURING,
    reply: stationsBecome((stations) => stations.map((data) => ({ data, status: 200 }))),
  },
  {
    feed: "sends stations without an id, and entries that are no stations",
    handling: "leaves them out, and counts them",
    during: DURING,
    reply: stationsBecome((stations) => [...stations, { num_vehicles_available: 0 }, null as never]),
  },
  {
    feed: "has stations in the status that are not in the information",
    handling: "watches them by their id",
    file: (name, body) => {
      if (name === "station_information") stationsOf(body).splice(0, 50);
    },
  },
  {
    feed: "has stations in the information that are never in the status",
    handling: "does not know them, so they are not missing",
    file: (name, body) => {
      if (name !== "station_information") return;
      const stations = stationsOf(body);
      stations.push({ ...stations[0], station_id: "planned" });
    },
  },
  {
    feed: "has stations at null or 0,0",
    handling: "offers no alternatives by distance to them",
    file: (name, body) => {
      if (name !== "station_information") return;
      for (const [index, station] of stationsOf(body).entries()) {
        if (index % 3 === 0) Object.assign(station, { lat: 0, lon: 0 });
        if (index % 3 === 1) Object.assign(station, { lat: null, lon: null });
      }
    },
  },
  {
    feed: "sends 1 and 0 for flags",
    handling: "reads true and false",
    during: DURING,
    reply: eachStation((station) => ({
      is_installed: Number(station.is_installed),
      is_renting: Number(station.is_renting),
      is_returning: Number(station.is_returning),
    })),
  },
];

function emptied(station: Fields): Fields {
  return { ...station, num_vehicles_available: 0, num_docks_available: 0, vehicle_types_available: [] };
}
