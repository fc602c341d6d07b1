import type { Observation } from "../../functions/core/observation.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import type { ParsedStatus } from "../../functions/feeds/parsed-status.ts";
import type { GbfsEntry, JcdecauxEntry } from "../../functions/systems/configuration.ts";

export const GBFS: GbfsEntry = { systemId: "city", kind: "gbfs", url: "https://feeds.example/gbfs.json" };
export const JCDECAUX: JcdecauxEntry = {
  systemId: "lyon",
  kind: "jcdecaux",
  contract: "lyon",
  apiVersion: 3,
};

/** A station_status body around these stations. */
export function gbfsBody(stations: unknown, top: object = {}): string {
  return JSON.stringify({ last_updated: 1_700_000_000, ttl: 60, data: { stations }, ...top });
}

export function parsed(system: GbfsEntry | JcdecauxEntry, text: string): ParsedStatus {
  const answer = parseStatus(system, text);
  if (answer.type === "failed") throw new Error(answer.reason);
  return answer;
}

/** The single observation of a body with this station. */
export function observed(system: GbfsEntry | JcdecauxEntry, station: object): Observation {
  const text = system.kind === "gbfs" ? gbfsBody([station]) : JSON.stringify([station]);
  const [observation] = parsed(system, text).stations;
  if (observation === undefined) throw new Error("no observation");
  return observation;
}

export function reasonOf(answer: { readonly type: string }): string {
  if (answer.type !== "failed" || !("reason" in answer)) throw new Error(`${answer.type} is no failure`);
  return String(answer.reason);
}
