import { type StationReading, stationReading } from "../../functions/views/station.ts";
import { episodeWords, flagWords, READING_COLUMNS, stateWords } from "../../functions/words/stations.ts";
import { localTime } from "../../functions/words/times.ts";
import { connected, type Place } from "../connection.ts";
import { printFacts } from "../formats/facts.ts";
import { printOne } from "../formats/listing.ts";
import type { Format } from "../options.ts";
import { knownSystems } from "../systems.ts";
import { FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export interface StationsShowOptions extends Place {
  readonly format: Format;
  readonly utc?: boolean;
}

export async function showStation(
  systemId: string,
  stationId: string,
  options: StationsShowOptions,
  world: World,
): Promise<void> {
  await connected(options, world, async (connection) => {
    const systems = knownSystems(connection, world);
    const [state, roster] = await Promise.all([systems.state(systemId), systems.roster(systemId)]);
    if (state === null) throw await systems.unknown(systemId);
    const station = stationReading(state, roster, stationId);
    if (station === null) throw new UserError(`no station "${stationId}" of ${systemId} is known`, FAILED);
    if (options.format !== "table") return printOne(station, READING_COLUMNS, options.format, world.terminal);
    const timeZone = options.utc === true ? "UTC" : await systems.timeZone(systemId);
    const time = (iso: string) => localTime(Date.parse(iso), timeZone, world.now());
    printFacts(factsOf(station, time), world.terminal);
  });
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
    ["bikes", station.vehiclesAvailable === null ? "unknown" : String(station.vehiclesAvailable)],
    ["docks", station.docksAvailable === null ? "unknown" : String(station.docksAvailable)],
    ["service", flagWords(station)],
    ["state", stateWords(station, time) || "nothing to tell"],
    ...station.episodes.map((one) => [one.rule, episodeWords(one, time)] as const),
    ["seen", observedAt === null ? "never" : time(observedAt)],
  ];
}
