import { csvLine } from "../../functions/words/csv.ts";
import { toSeconds } from "../../functions/words/event-lines.ts";
import type { Replayed } from "./replay.ts";

export const WINDOW_COLUMNS = ["systemId", "windowStart", "docks", "vehicles"] as const;

/** CSV lines without a header, in order of time. Three decimals. */
export function windowLines({ systemId, windows }: Replayed): string[] {
  return windows.map(({ startAt, docks, vehicles }) =>
    csvLine([systemId, toSeconds(startAt), docks.toFixed(3), vehicles.toFixed(3)]),
  );
}
