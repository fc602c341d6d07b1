import type { FeedFailure, FeedUrls, RosterFound } from "../core/feed.ts";
import type { GbfsEntry } from "../systems/configuration.ts";
import type { Fetched } from "./answer.ts";
import { readOpeningHours, readSystemHours } from "./gbfs-hours.ts";
import { parseTimeZone } from "./gbfs-roster.ts";
import { readVehicleTypes, tooLongToKeep } from "./gbfs-vehicle-types.ts";

/** Fetches one file, without validators, so that the answer is never a 304. */
type Ask = (url: string) => Promise<Fetched | FeedFailure>;

type Facts = Omit<RosterFound, "type" | "stations">;

/**
 * Fetches what rarely changes about a GBFS system as a whole. When a file cannot be fetched, the rest waits for the
 * next time, so that a host in trouble costs one time-out. A file that is listed but missing (404) counts as empty.
 */
export async function fetchSystemFacts(ask: Ask, system: GbfsEntry, urls: FeedUrls): Promise<Facts> {
  const { systemHours, systemCalendar, vehicleTypes } = urls;
  const wantsHours = system.openingHours === undefined;
  const hasHours = systemHours !== undefined || systemCalendar !== undefined;
  const wantsInformation = system.timeZone === undefined || (wantsHours && !hasHours);
  const information = await textOf(wantsInformation ? urls.systemInformation : null, ask);
  if (information === undefined) return { timeZone: system.timeZone ?? null };
  const timeZone = system.timeZone ?? parseTimeZone(information);
  if (!wantsHours) return { timeZone, ...(await factOf(vehicleTypes, ask, typesOf)) };
  const calendar = await textOf(systemCalendar ?? null, ask);
  if (calendar === undefined) return { timeZone };
  const hours = hasHours
    ? await factOf(systemHours, ask, (text) => readSystemHours(text, calendar))
    : readOpeningHours(information);
  if (hours === undefined) return { timeZone };
  return { timeZone, openingHours: hours, ...(await factOf(vehicleTypes, ask, typesOf)) };
}

function typesOf(text: string): Pick<Facts, "vehicleTypes" | "unread"> {
  const vehicleTypes = readVehicleTypes(text);
  const unread = vehicleTypes === null ? null : tooLongToKeep(vehicleTypes);
  return unread === null ? { vehicleTypes } : { vehicleTypes: null, unread: [unread] };
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
