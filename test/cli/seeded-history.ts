import type { PollOutcome } from "../../functions/core/observation.ts";
import { HistoryStore } from "../../functions/store/history-store.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import { StationLists } from "../../functions/store/station-lists.ts";
import { Values } from "../../functions/store/values.ts";
import { TABLE_NAMES } from "../../local/tables.ts";
import { failed, reading, SHUT } from "../core/builders.ts";
import { looksOf } from "../core/looks.ts";
import { LISBON, MINUTE_MS, type SeededTables, snapshot, T0 } from "./seeded-tables.ts";

/** Lisbon's morning: Rossio runs dry at 10:02, is full at 10:20, closed at 10:30; nothing is known from 10:35 to 11:06. */
const MORNING = [
  snapshot("lisbon", 0, reading("1", 3, 17), reading("2", 5, 15)),
  snapshot("lisbon", 2, reading("1", 0, 20), reading("2", 5, 15)),
  snapshot("lisbon", 20, reading("1", 20, 0), reading("2", 0, 20)),
  snapshot("lisbon", 30, reading("1", 20, 0, SHUT), reading("2", 0, 20)),
  snapshot("lisbon", 35, reading("1", 10, 10), reading("2", 0, 20)),
  ...[40, 50, 60].map((minute) => failed(T0 + minute * MINUTE_MS)),
  snapshot("lisbon", 66, reading("1", 9, 11), reading("2", 1, 19)),
  snapshot("lisbon", 69, reading("1", 9, 11), reading("2", 1, 19)),
];

/** Leaves what the pipeline leaves of that morning: state, alerts, windows, the poller's memory and history. */
export async function seedPastMorning(tables: SeededTables): Promise<void> {
  await tables.fold(LISBON, MORNING);
  const at = T0 + 69 * MINUTE_MS;
  const polled = { lastPolledAt: at, nextDueAt: at + MINUTE_MS, lastOutcome: "snapshot" } as const;
  await tables.polled({ systemId: "lisbon", ...polled });
  await seedHistory(tables, "lisbon", MORNING);
}

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
