import { type Connection, connected } from "./connection.ts";
import type { Place } from "./places.ts";
import { knownSystems, type Systems } from "./systems.ts";
import type { World } from "./world.ts";

// Commands that read the tables load this only when they run: with it and the SDK, help would take twice as long.

export { AlertQueries } from "../functions/store/alert-queries.ts";
export { WindowQueries } from "../functions/store/window-queries.ts";
export { stationReading, stationReadings } from "../functions/views/station.ts";
export { readPageToken } from "./alerts/page-token.ts";
export { printAlert, printAlerts } from "./alerts/print.ts";
export { printStation, printStations } from "./stations/print.ts";
export { printCities, stormFile } from "./windows/print.ts";

/** Connects and calls `use` with the connection and what its tables know of systems. */
export async function asking(
  place: Place,
  world: World,
  use: (systems: Systems, connection: Connection) => Promise<void>,
): Promise<void> {
  await connected(place, world, (connection) => use(knownSystems(connection, world), connection));
}
