import type { Observation } from "../core/observation.ts";
import type { RosterStation } from "../core/roster.ts";
import type { Stations } from "./stations.ts";

/** What the body of a status says, whoever fetched it. Times in milliseconds since the epoch. */
export interface ParsedStatus extends Omit<Stations<Observation>, "type"> {
  readonly type: "status";
  /** The feed's own clock; null where it does not tell or makes no sense. */
  readonly publishedAt: number | null;
  /** 0 where the feed does not tell. */
  readonly ttlSeconds: number;
  /** The names, read only when asked for: a replay of a tape has no use for them. Null where they are apart. */
  readonly readRoster: (() => readonly RosterStation[]) | null;
}
