import { UnusableItem } from "../functions/core/refusal.ts";
import { StateStore } from "../functions/store/state-store.ts";
import type { Pipeline } from "./pipeline.ts";
import { releaseLeases } from "./poll-on-tape.ts";
import { hasOwnTime, type Source } from "./sources/source.ts";
import { TABLE_NAMES } from "./tables.ts";

/**
 * Makes a pipeline go on with the tables of an earlier run. The stream is new and empty, so what was in flight is
 * fetched again. On a tape, the response at the mark is played once more: it is skipped as old, and its batch flushes
 * the effects that were pending; a simulated city goes on with the time after it.
 */
export async function prepareResume(pipeline: Pipeline, source: Source): Promise<void> {
  await releaseLeases(pipeline);
  if (!hasOwnTime(source)) return;
  const states = new StateStore(pipeline.tables, TABLE_NAMES.state);
  for (const { systemId } of source.configuration.systems) {
    const markAt = await markOf(systemId, states);
    if (markAt !== null) await source.resumeAt(markAt);
  }
}

/** Returns null where the state cannot be used: its system begins anew. */
async function markOf(systemId: string, states: StateStore): Promise<number | null> {
  try {
    return (await states.load(systemId)).state.markAt;
  } catch (error) {
    if (error instanceof UnusableItem) return null;
    throw error;
  }
}
