import { type Connection, connected } from "./connection.ts";
import type { Place } from "./places.ts";
import { knownSystems, type Systems } from "./systems.ts";
import type { World } from "./world.ts";

// What commands that ask the tables load when they are called: with it and the SDK, help would take twice as long.

export { AlertQueries } from "../functions/store/alert-queries.ts";
export { WindowQueries } from "../functions/store/window-queries.ts";
export { stationReading, stationReadings } from "../functions/views/station.ts";
export { readPageToken } from "./alerts/page-token.ts";
export { printAlert, printAlerts } from "./alerts/print.ts";
export { printStation, printStations } from "./stations/print.ts";
export { printCities, stormFile } from "./windows/print.ts";

/** Connects, with what the tables there know of systems. */
export async function asking(
  place: Place,
  world: World,
  use: (systems: Systems, connection: Connection) => Promise<void>,
): Promise<void> {
  await connected(place, world, (connection) => use(knownSystems(connection, world), connection));
}
