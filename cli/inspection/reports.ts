import { createFetcher } from "../../functions/feeds/fetcher.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { progressBar } from "../formats/progress-bar.ts";
import type { World } from "../world.ts";
import { askingOf, keysOf } from "./asking.ts";
import { eachByHost } from "./by-host.ts";
import { collect } from "./collect.ts";
import { inspect } from "./inspect.ts";
import type { Report } from "./report.ts";

/**
 * Fetches the feed of each system once and reports on it. `contact` is the fetcher's. Plain HTTP may reach this machine:
 * only a feed that is here itself leads there, see isPlainHttp.
 */
export async function reportsOf(
  systems: readonly SystemEntry[],
  contact: string | null,
  world: World,
): Promise<Report[]> {
  const fetcher = createFetcher({ contact, loopbackHttp: true });
  const keyOf = keysOf(world);
  const bar = await progressBar(systems.length, "feeds", world.terminal);
  try {
    return await eachByHost(systems, async (system) => {
      const ask = await askingOf(system, fetcher, keyOf);
      const report = inspect(system, await collect(system, ask, world.now));
      bar.advance();
      return report;
    });
  } finally {
    bar.stop();
    fetcher.close();
  }
}
