import type { FeedFailure } from "../core/feed.ts";
import { STATIONS_MAX } from "../core/observation.ts";
import { failure } from "./failure.ts";
import { type Fields, isFields } from "./json.ts";
import { idOf } from "./readings.ts";

export interface Stations<Station> {
  readonly type: "stations";
  /** The stations, each id once: of two entries with the same id, the last counts. */
  readonly stations: readonly Station[];
  /** How many entries could not be read: not an object, no id, or an id that is too long. */
  readonly leftOut: number;
}

/**
 * Reads a list of stations one by one; the field `idName` has each one's id. Fails when none can be read or there are
 * more than STATIONS_MAX.
 */
export function readStations<Station>(
  entries: readonly unknown[],
  idName: string,
  read: (station: Fields, stationId: string) => Station,
): Stations<Station> | FeedFailure {
  const byId = new Map<string, Station>();
  let leftOut = 0;
  for (const entry of entries) {
    const stationId = isFields(entry) ? idOf(entry[idName]) : null;
    if (!isFields(entry) || stationId === null) leftOut += 1;
    else byId.set(stationId, read(entry, stationId));
    if (byId.size > STATIONS_MAX) {
      return failure(`the list of ${entries.length} stations is too long, expected at most ${STATIONS_MAX}`);
    }
  }
  if (entries.length === 0) return failure("the list of stations is empty");
  if (byId.size === 0) return failure(`none of the ${leftOut} stations has an id that can be read`);
  return { type: "stations", stations: Array.from(byId.values()), leftOut };
}
