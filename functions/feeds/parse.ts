import type { FeedFailure, VehicleTypes } from "../core/feed.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { readGbfsStatus } from "./gbfs-status.ts";
import { readJcdecauxStatus } from "./jcdecaux.ts";
import { readExactly } from "./long-numbers.ts";
import type { ParsedStatus } from "./parsed-status.ts";

/** Reads the observations in a status body of the system's kind. Pure; never throws, whatever the text. */
export function parseStatus(
  system: SystemEntry,
  text: string,
  vehicleTypes: VehicleTypes | null = null,
): ParsedStatus | FeedFailure {
  return readExactly(text, (value) =>
    system.kind === "gbfs" ? readGbfsStatus(value, vehicleTypes) : readJcdecauxStatus(value),
  );
}
