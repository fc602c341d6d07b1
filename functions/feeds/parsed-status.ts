import type { Observation } from "../core/observation.ts";
import type { RosterStation } from "../core/roster.ts";
import type { Stations } from "./stations.ts";

/** The content of a status body. Times are in milliseconds since the epoch. */
export interface ParsedStatus extends Omit<Stations<Observation>, "type"> {
  readonly type: "status";
  /** The time by the feed's own clock; null when it is missing or implausible. */
  readonly publishedAt: number | null;
  /** 0 when the feed gives none. */
  readonly ttlSeconds: number;
  /** Reads the names on demand, since a replay of a tape needs none. Null when they are in a separate feed. */
  readonly readRoster: (() => readonly RosterStation[]) | null;
}
