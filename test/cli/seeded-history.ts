import type { PollOutcome } from "../../functions/core/observation.ts";
import { HistoryStore } from "../../functions/store/history-store.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import { StationLists } from "../../functions/store/station-lists.ts";
import { Values } from "../../functions/store/values.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import { looksOf } from "../core/looks.ts";
import { type SeededTables, T0 } from "./seeded-tables.ts";

/** Puts the looks of a system's polls into the table of history, as the detector does. */
export async function seedHistory(
  tables: SeededTables,
  systemId: string,
  polls: readonly PollOutcome[],
): Promise<void> {
  const lists = new StationLists(new Values(tables.client, TABLE_NAMES.state));
  const store = new HistoryStore(tables.client, TABLE_NAMES.history, () => T0);
  for (const look of looksOf(polls).looks) {
    const { believed, at } = look.past;
    const stationsItem = believed === null ? null : await lists.save(systemId, T0, believed.stationIds);
    const expiresAt = at + 400 * 86_400_000;
    const bytes = packLook(look, "7");
    await store.put(systemId, { at, bytes, expiresAt, hasColumns: believed !== null, stationsItem });
  }
}
