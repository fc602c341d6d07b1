import type { FeedFailure, FeedUrls, RosterFound } from "../core/feed.ts";
import type { GbfsEntry } from "../systems/configuration.ts";
import type { Fetched } from "./answer.ts";
import { readOpeningHours, readSystemHours } from "./gbfs-hours.ts";
import { parseTimeZone } from "./gbfs-roster.ts";
import { readVehicleTypes } from "./gbfs-vehicle-types.ts";

/** Fetches one file, without validators, so that the answer is never a 304. */
type Ask = (url: string) => Promise<Fetched | FeedFailure>;

type Facts = Omit<RosterFound, "type" | "stations">;

/**
 * Fetches what rarely changes about a GBFS system as a whole. When a file cannot be fetched, the rest waits for the
 * next time, so that a host in trouble costs one time-out. A file that is listed but missing (404) counts as empty.
 */
export async function fetchSystemFacts(ask: Ask, system: GbfsEntry, urls: FeedUrls): Promise<Facts> {
  const { systemHours, vehicleTypes } = urls;
  const wantsHours = system.openingHours === undefined;
  const wantsInformation = system.timeZone === undefined || (wantsHours && systemHours === undefined);
  const information = await textOf(wantsInformation ? urls.systemInformation : null, ask);
  if (information === undefined) return { timeZone: system.timeZone ?? null };
  const timeZone = system.timeZone ?? parseTimeZone(information);
  if (!wantsHours) return { timeZone, vehicleTypes: await factOf(vehicleTypes, ask, readVehicleTypes) };
  const hours =
    systemHours === undefined
      ? readOpeningHours(information)
      : await factOf(systemHours, ask, readSystemHours);
  if (hours === undefined) return { timeZone };
  return { timeZone, openingHours: hours, vehicleTypes: await factOf(vehicleTypes, ask, readVehicleTypes) };
}

/** Returns what a file says; undefined when it could not be fetched. */
async function factOf<Fact>(url: string | undefined, ask: Ask, read: (text: string) => Fact) {
  const text = await textOf(url ?? null, ask);
  return text === undefined ? undefined : read(text);
}

/** Returns "" when there is no URL or no file, undefined when the file could not be fetched. */
async function textOf(url: string | null, ask: Ask): Promise<string | undefined> {
  if (url === null) return "";
  const fetched = await ask(url);
  if (fetched.type === "fetched") return fetched.text;
  return fetched.httpStatus === 404 ? "" : undefined;
}
