import { knownForMs } from "../../functions/core/guards.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { HistoryQueries } from "../../functions/store/history-queries.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { HistoryReader } from "../../functions/views/history.ts";
import type { Asked } from "../asking.ts";
import { laterName } from "../connection.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";

/** A hold is confirmed, or given up, within this time: so long after a period, looks still say what was so in it. */
export const LATER_MS = 15 * 60_000;

/** Returns the milliseconds after which what was seen last is no longer known to hold, by the systems.json here. */
export function gapOf(systemId: string, { systems }: Asked): number {
  return knownForMs(ruleBookOf(systems.configuration() ?? { systems: [] }, systemId, "").guards);
}

/**
 * Yields what a system's history says, look by look, from the UTC hour in which `since` lies to before `until`, both in
 * milliseconds since the epoch. Columns are valid until the next look is asked for.
 */
export async function* pastOf(
  systemId: string,
  { since, until }: { readonly since: number; readonly until: number },
  { connection }: Asked,
  place: Place,
  world: World,
): AsyncGenerator<PastLook, void, void> {
  const history = await laterName(connection, "historyTable", place);
  const tables = { history, state: connection.names.stateTable };
  const queries = new HistoryQueries(connection.tables, tables, world.now);
  const reader = new HistoryReader();
  for await (const look of queries.looks(systemId, since, until)) yield reader.read(look);
}
