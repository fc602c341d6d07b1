import type { PastLook } from "../functions/core/past.ts";
import { HistoryQueries } from "../functions/store/history-queries.ts";
import { HistoryReader } from "../functions/views/history.ts";
import type { Asked } from "./asking.ts";
import { laterName } from "./connection.ts";
import type { Place } from "./places.ts";
import type { World } from "./world.ts";

/**
 * Yields what was believed of a system, look by look, from `since` to before `until`, in milliseconds since the epoch.
 * Columns are valid until the next look is asked for.
 */
export async function* believedSince(
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
  for await (const kept of queries.looks(systemId, since, until)) {
    const look = reader.read(kept);
    // Reading begins with the hour, where the columns of all stations are.
    if (look.at >= since) yield look;
  }
}
