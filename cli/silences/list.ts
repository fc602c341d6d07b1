import { isAbout, phaseOf, type Silence } from "../../functions/core/silences.ts";
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
      const phase = phaseOf(silence, now);
      const holdsBack = phase === "on" ? items.filter((alert) => isAbout(silence, alert)).length : 0;
      return { silence, phase, holdsBack, matchesNothing: !(await isKnown(silence)) };
    }),
  );

  async function isKnown({ systemId, stationIds }: Silence): Promise<boolean> {
    if (systemId === undefined) return known.size > 0;
    if (!known.has(systemId)) return false;
    if (stationIds === undefined) return true;
    const state = await systems.stateIfUsable(systemId);
    if (state === undefined) return true;
    const ids = new Set([...(state?.stationIds ?? []), ...(await systems.roster(systemId)).byId.keys()]);
    return stationIds.some((stationId) => ids.has(stationId));
  }
}
