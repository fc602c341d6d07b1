import type { FeedFailure, VehicleTypes } from "../core/feed.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { readGbfsStatus } from "./gbfs-status.ts";
import { readJcdecauxStatus } from "./jcdecaux.ts";
import { parseJson } from "./json.ts";
import type { ParsedStatus } from "./parsed-status.ts";

/** Reads the observations in a status body of the system's kind. Pure; never throws, whatever the text. */
export function parseStatus(
  system: SystemEntry,
  text: string,
  vehicleTypes: VehicleTypes | null = null,
): ParsedStatus | FeedFailure {
  const json = parseJson(text);
  if (json.type === "failed") return json;
  return system.kind === "gbfs" ? readGbfsStatus(json.value, vehicleTypes) : readJcdecauxStatus(json.value);
}
