import { holdsBack, phaseOf, type Silence } from "../../functions/core/silences.ts";
import { AlertQueries } from "../../functions/store/alert-queries.ts";
import { type Asked, asking } from "../asking.ts";
import { LIMIT_MAX, type Style } from "../options.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";
import { silencesAt } from "./add.ts";
import { type ListedSilence, printSilences } from "./print.ts";

export interface SilencesQuestion extends Place, Style {
  readonly all?: boolean | undefined;
}

/** Lists the silences that are not over, or all; says of each how many open alerts it holds back now. */
export async function listSilences(options: SilencesQuestion, world: World): Promise<void> {
  await asking(options, world, async (asked) => {
    const { now } = asked;
    const silences = await (await silencesAt(asked, options)).list();
    const shown = silences.filter((silence) => options.all === true || phaseOf(silence, now) !== "over");
    await printSilences(await listed(shown, asked, world), options, asked, world);
  });
}

/** Says of each silence what it holds back now, and whether anything that it is about is known. */
export async function listed(
  silences: readonly Silence[],
  { connection, systems, now }: Asked,
  world: World,
): Promise<ListedSilence[]> {
  const memories = silences.length === 0 ? [] : await systems.polled();
  const queries = new AlertQueries(connection.tables, connection.names.alertsTable, world.now);
  const filter = { systems: memories.map(({ systemId }) => ({ systemId })), openOnly: true };
  const { items } = await queries.page(filter, LIMIT_MAX, null);
  const known = new Set(memories.map(({ systemId }) => systemId));
  return await Promise.all(
    silences.map(async (silence) => {
      const held = items.filter((alert) => holdsBack(silence, alert, now)).length;
      const matchesNothing = !(await isKnown(silence));
      return { silence, phase: phaseOf(silence, now), holdsBack: held, matchesNothing };
    }),
  );

  async function isKnown({ systemId, stationIds }: Silence): Promise<boolean> {
    if (systemId === undefined) return known.size > 0;
    if (!known.has(systemId)) return false;
    if (stationIds === undefined) return true;
    const stations = await systems.stations(systemId);
    return stations === undefined || stations.some(({ id }) => stationIds.includes(id));
  }
}
