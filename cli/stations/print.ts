import { MEASURES } from "../../functions/core/measures.ts";
import type { StationReading } from "../../functions/views/station.ts";
import { counted, duration } from "../../functions/words/amounts.ts";
import { flagWords, READING_COLUMNS, stateParts } from "../../functions/words/stations.ts";
import { localTime } from "../../functions/words/times.ts";
import { printFacts } from "../formats/facts.ts";
import { printListing, printOne, printRows } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import { distanceWords } from "../search/sought.ts";
import type { Terminal } from "../world.ts";
import type { ListedStation } from "./order.ts";

/** What a list says beside its rows, and how it writes times. */
interface Beside {
  readonly nothing: string;
  readonly place: string;
  /** The IANA name for each system of the stations. */
  readonly timeZones: ReadonlyMap<string, string>;
  readonly now: number;
}

export function printStations(
  stations: readonly ListedStation[],
  { nothing, place, timeZones, now }: Beside,
  format: Format,
  terminal: Terminal,
): void {
  if (format !== "table") {
    const readings = stations.map(({ station }) => station);
    printRows(readings, READING_COLUMNS, format, terminal);
    return;
  }
  const time = (systemId: string) => (iso: string) =>
    localTime(Date.parse(iso), timeZones.get(systemId) ?? "UTC", now);
  const state = (station: StationReading) => stateParts(station, time(station.systemId)).join(", ");
  const count = counted(stations.length, "station");
  printListing(stations, columns(stations, state, timeZones.size), { nothing, count, place }, terminal);
}

/** Prints all that is known about one station; for people with facts about its day. */
export function printStation(
  station: StationReading,
  today: readonly (readonly [string, string])[],
  { timeZone, format, now }: { readonly timeZone: string; readonly format: Format; readonly now: number },
  terminal: Terminal,
): void {
  const time = (iso: string) => localTime(Date.parse(iso), timeZone, now);
  if (format === "table") printFacts([...factsOf(station, time), ...today], terminal);
  else printOne(station, READING_COLUMNS, format, terminal);
}

function columns(
  stations: readonly ListedStation[],
  state: (station: StationReading) => string,
  systems: number,
): Column<ListedStation>[] {
  const isNear = stations.some(({ meters }) => meters !== null);
  const hasNext = stations.some(({ next }) => next !== null);
  return [
    // What the next command needs comes first and is never cut: `stations show SYSTEM ID`.
    { header: "system", rank: systems > 1 ? 12 : 4, value: ({ station }) => station.systemId },
    { header: "id", rank: 12, value: ({ station }) => station.stationId },
    { header: "station", rank: 11, least: 16, value: ({ station }) => station.name },
    ...MEASURES.filter(({ name }) =>
      stations.some(({ station }) => station[`${name}Available`] !== undefined),
    ).map(({ name, noun }, index) => ({
      header: `${noun}s`,
      rank: 10 - index,
      right: true,
      value: ({ station }: ListedStation) => String(station[`${name}Available`] ?? "?"),
    })),
    ...(isNear
      ? [
          {
            header: "away",
            rank: 7,
            right: true,
            value: ({ meters }: ListedStation) => distanceWords(meters),
          },
        ]
      : []),
    ...(hasNext
      ? [{ header: "next", rank: 8, value: ({ next }: ListedStation) => next?.becomes ?? "" }]
      : []),
    {
      header: "for",
      rank: 5,
      right: true,
      value: ({ seconds }) => (seconds === null ? "" : duration(seconds)),
    },
    { header: "state", rank: 6, least: 25, value: ({ station }) => state(station) },
  ];
}

function factsOf(
  station: StationReading,
  time: (iso: string) => string,
): (readonly [string, string | null])[] {
  const { latitude, longitude, observedAt } = station;
  return [
    ["station", station.name],
    ["id", station.stationId],
    ["system", station.systemId],
    ["address", station.address],
    ["position", latitude === null || longitude === null ? null : `${latitude}, ${longitude}`],
    ["capacity", station.capacity === null ? null : String(station.capacity)],
    ...MEASURES.map(({ name, noun }): [string, string | null] => {
      const count = station[`${name}Available`];
      return [`${noun}s`, count === undefined ? null : String(count ?? "unknown")];
    }),
    ["service", flagWords(station)],
    ...stateFacts(station, time),
    ["seen", observedAt === null ? "never" : time(observedAt)],
  ];
}

function stateFacts(station: StationReading, time: (iso: string) => string) {
  const parts = stateParts(station, time);
  if (parts.length === 0) return [["state", "nothing to report"] as const];
  return parts.map((part, index) => [index === 0 ? "state" : "", part] as const);
}
