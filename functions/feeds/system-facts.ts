import type { FeedFailure, FeedUrls, RosterFound } from "../core/feed.ts";
import type { GbfsEntry } from "../systems/configuration.ts";
import type { Fetched } from "./answer.ts";
import { readOpeningHours, readSystemHours } from "./gbfs-hours.ts";
import { parseTimeZone } from "./gbfs-roster.ts";
import { readVehicleTypes } from "./gbfs-vehicle-types.ts";

/** Fetches one file whole. */
type Ask = (url: string) => Promise<Fetched | FeedFailure>;

type Facts = Omit<RosterFound, "type" | "stations">;

/**
 * What changes rarely about a GBFS system as a whole. At the first file that cannot be had the rest is left for the
 * next time, so that a host in trouble costs one time-out; a file that is listed and not there (404) tells nothing.
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

/** What a file says; undefined where it could not be had. */
async function factOf<Fact>(url: string | undefined, ask: Ask, read: (text: string) => Fact) {
  const text = await textOf(url ?? null, ask);
  return text === undefined ? undefined : read(text);
}

/** Empty where there is nothing to ask, undefined where it could not be had. */
async function textOf(url: string | null, ask: Ask): Promise<string | undefined> {
  if (url === null) return "";
  const fetched = await ask(url);
  if (fetched.type === "fetched") return fetched.text;
  return fetched.httpStatus === 404 ? "" : undefined;
}
