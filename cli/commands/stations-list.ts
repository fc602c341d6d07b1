import { type StationReading, stationReadings } from "../../functions/views/station.ts";
import { READING_COLUMNS, stateWords } from "../../functions/words/stations.ts";
import { localTime } from "../../functions/words/times.ts";
import { connected, type Place } from "../connection.ts";
import { printListing } from "../formats/listing.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import { knownSystems } from "../systems.ts";
import type { World } from "../world.ts";

export interface StationsListOptions extends Place {
  readonly system?: string;
  readonly empty?: boolean;
  readonly full?: boolean;
  readonly closed?: boolean;
  readonly absent?: boolean;
  readonly format: Format;
  readonly utc?: boolean;
}

export async function listStations(options: StationsListOptions, world: World): Promise<void> {
  await connected(options, world, async (connection) => {
    const systems = knownSystems(connection, world);
    const rows: StationReading[] = [];
    const timeZones = new Map<string, string>();
    for (const systemId of await systems.ids(options.system)) {
      const [state, roster] = await Promise.all([systems.state(systemId), systems.roster(systemId)]);
      if (state === null && options.system !== undefined) throw await systems.unknown(systemId);
      if (state === null) continue;
      rows.push(...stationReadings(state, roster).filter((station) => isAsked(station, options)));
      timeZones.set(systemId, options.utc === true ? "UTC" : await systems.timeZone(systemId));
    }
    rows.sort(bySystemAndStation);
    const time = (systemId: string) => (iso: string) =>
      localTime(Date.parse(iso), timeZones.get(systemId) ?? "UTC", world.now());
    const table = () => columns((station) => stateWords(station, time(station.systemId)), timeZones.size);
    const nothing = timeZones.size === 0 ? "no system has been polled yet" : "no such station";
    printListing({ rows, csvColumns: READING_COLUMNS, table, nothing }, options.format, world.terminal);
  });
}

/** Without a word for it, every station. */
function isAsked(station: StationReading, { empty, full, closed, absent }: StationsListOptions): boolean {
  if (!empty && !full && !closed && !absent) return true;
  if (empty && station.isEmpty) return true;
  if (full && station.isFull) return true;
  if (closed && station.isClosed) return true;
  return absent === true && !station.isPresent;
}

const IN_ORDER = new Intl.Collator("en", { numeric: true });

function bySystemAndStation(a: StationReading, b: StationReading): number {
  return IN_ORDER.compare(a.systemId, b.systemId) || IN_ORDER.compare(a.stationId, b.stationId);
}

function columns(state: (station: StationReading) => string, systems: number): Column<StationReading>[] {
  return [
    { header: "system", rank: systems > 1 ? 7 : 1, least: 6, value: ({ systemId }) => systemId },
    { header: "id", rank: 5, least: 8, value: ({ stationId }) => stationId },
    { header: "station", rank: 10, least: 16, value: ({ name }) => name },
    { header: "bikes", rank: 9, right: true, value: ({ vehiclesAvailable }) => count(vehiclesAvailable) },
    { header: "docks", rank: 8, right: true, value: ({ docksAvailable }) => count(docksAvailable) },
    { header: "state", rank: 6, least: 25, value: state },
  ];
}

function count(value: number | null): string {
  return value === null ? "?" : String(value);
}
