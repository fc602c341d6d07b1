import type { PastLook } from "../../functions/core/past.ts";
import { HistoryQueries } from "../../functions/store/history-queries.ts";
import { HistoryReader } from "../../functions/views/history.ts";
import type { Asked } from "../asking.ts";
import { laterName } from "../connection.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";

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
