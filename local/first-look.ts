import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { isOpen } from "../functions/core/lifecycle.ts";
import { NewerStateError, UnusableItem } from "../functions/core/refusal.ts";
import type { SystemState } from "../functions/core/state.ts";
import { STATION_RULES } from "../functions/core/station-rules.ts";
import { StateStore } from "../functions/store/state-store.ts";
import { counted } from "../functions/words/amounts.ts";
import { TABLE_NAMES } from "./tables.ts";

/**
 * Returns a function that describes each system once, as soon as its first snapshot is folded: alerts come only when
 * something changes, so a quiet city would look like a dead one.
 */
export function createFirstLook(
  tables: DynamoDBDocumentClient,
): (systemIds: readonly string[]) => Promise<string[]> {
  const states = new StateStore(tables, TABLE_NAMES.state);
  const told = new Set<string>();
  return async (systemIds) => {
    const sentences: string[] = [];
    for (const systemId of systemIds) {
      if (told.has(systemId)) continue;
      const state = await stateOf(systemId, states);
      if (state === null || state.snapshotAt === null) continue;
      told.add(systemId);
      sentences.push(`${systemId}: ${summaryOf(state)}`);
    }
    return sentences;
  };
}

/** Returns null for a state that cannot be used: the detector begins it anew and says so. */
async function stateOf(systemId: string, states: StateStore): Promise<SystemState | null> {
  try {
    return (await states.load(systemId)).state;
  } catch (error) {
    if (error instanceof UnusableItem || error instanceof NewerStateError) return null;
    throw error;
  }
}

function summaryOf(state: SystemState): string {
  const present = state.columns.present.filter(Boolean).length;
  // Nobody can know who is absent from a system that is new.
  const open = STATION_RULES.flatMap(({ name, judgesAbsent }) => {
    const states = state.rules[name];
    return states === undefined || judgesAbsent ? [] : [`${states.filter(isOpen).length} ${name}`];
  });
  return [counted(present, "station"), ...open].join(", ");
}
