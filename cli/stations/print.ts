import { MEASURES } from "../../functions/core/measures.ts";
import type { StationReading } from "../../functions/views/station.ts";
import { episodeWords, flagWords, READING_COLUMNS, stateWords } from "../../functions/words/stations.ts";
import { localTime } from "../../functions/words/times.ts";
import { printFacts } from "../formats/facts.ts";
import { printOne, printRows, printTable } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import type { World } from "../world.ts";

/** Prints stations; `timeZones` has the IANA name for each of their systems. */
export function printStations(
  stations: readonly StationReading[],
  timeZones: ReadonlyMap<string, string>,
  format: Format,
  { terminal, now }: World,
): void {
  const rows = stations.toSorted(bySystemAndStation);
  const time = (systemId: string) => (iso: string) =>
    localTime(Date.parse(iso), timeZones.get(systemId) ?? "UTC", now());
  const state = (station: StationReading) => stateWords(station, time(station.systemId));
  const nothing = timeZones.size === 0 ? "no system has been polled yet" : "no such station";
  if (format === "table") printTable(rows, columns(stations, state, timeZones.size), nothing, terminal);
  else printRows(rows, READING_COLUMNS, format, terminal);
}

/** Prints all that is known about one station. */
export function printStation(
  station: StationReading,
  timeZone: string,
  format: Format,
  { terminal, now }: World,
): void {
  const time = (iso: string) => localTime(Date.parse(iso), timeZone, now());
  if (format === "table") printFacts(factsOf(station, time), terminal);
  else printOne(station, READING_COLUMNS, format, terminal);
}

const IN_ORDER = new Intl.Collator("en", { numeric: true });

function bySystemAndStation(a: StationReading, b: StationReading): number {
  return IN_ORDER.compare(a.systemId, b.systemId) || IN_ORDER.compare(a.stationId, b.stationId);
}

function columns(
  stations: readonly StationReading[],
  state: (station: StationReading) => string,
  systems: number,
): Column<StationReading>[] {
  return [
    { header: "system", rank: systems > 1 ? 7 : 1, least: 6, value: ({ systemId }) => systemId },
    { header: "id", rank: 5, least: 8, value: ({ stationId }) => stationId },
    { header: "station", rank: 10, least: 16, value: ({ name }) => name },
    ...MEASURES.filter(({ name }) => stations.some((one) => one[`${name}Available`] !== undefined)).map(
      ({ name, noun }, index) => ({
        header: `${noun}s`,
        rank: 9 - index,
        right: true,
        value: (station: StationReading) => String(station[`${name}Available`] ?? "?"),
      }),
    ),
    { header: "state", rank: 6, least: 25, value: state },
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
    ["state", stateWords(station, time) || "nothing to report"],
    ...station.episodes.map((one) => [one.rule, episodeWords(one, time)] as const),
    ["seen", observedAt === null ? "never" : time(observedAt)],
  ];
}
