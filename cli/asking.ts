import { type Connection, connected } from "./connection.ts";
import { timeAt } from "./pipeline-time.ts";
import type { Place } from "./places.ts";
import { knownSystems, type Systems } from "./systems.ts";
import type { World } from "./world.ts";

/** The place that a command asks. */
export interface Asked {
  readonly systems: Systems;
  readonly connection: Connection;
  /** Milliseconds since the epoch: this machine's clock, a simulated city's or a recording's. */
  readonly now: number;
}

/**
 * Connects and calls `use` with the connection and what its tables know of systems. Commands load this, and what uses
 * it, only when they run: with it and the SDK, help would take twice as long.
 */
export async function asking(
  place: Place,
  world: World,
  use: (asked: Asked) => Promise<void>,
): Promise<void> {
  await connected(place, world, async (connection) => {
    const systems = knownSystems(connection, world);
    await use({ systems, connection, now: await timeAt(connection.running, systems, world.now()) });
  });
}
