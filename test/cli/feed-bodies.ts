import { collect } from "../../cli/inspection/collect.ts";
import { inspect } from "../../cli/inspection/inspect.ts";
import type { Oddity, Report } from "../../cli/inspection/report.ts";
import { failure } from "../../functions/feeds/failure.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";

/** 2026-05-04T12:00:00Z */
export const NOW = Date.UTC(2026, 4, 4, 12);
export const SECONDS = NOW / 1_000;
const HOST = "https://feeds.example";
export const CITY: SystemEntry = { systemId: "city", kind: "gbfs", url: `${HOST}/gbfs.json` };

export type Station = Record<string, unknown>;

/** Bodies by file name; a number is an HTTP status other than 200. */
export type Files = Record<string, unknown>;

/** A dozen stations in the form that GBFS 2.3 requires. */
export function statusStations(): Station[] {
  return Array.from({ length: 12 }, (_, index) => ({
    station_id: `s${index}`,
    num_bikes_available: 3,
    num_docks_available: 7,
    is_installed: true,
    is_renting: true,
    is_returning: true,
    last_reported: SECONDS - 90,
  }));
}

export function informationStations(): Station[] {
  return Array.from({ length: 12 }, (_, index) => ({
    station_id: `s${index}`,
    name: `Station ${index}`,
    lat: 52.4 + index / 100,
    lon: 13.4,
    capacity: 10,
  }));
}

export function envelope(data: unknown, more: object = {}) {
  return { last_updated: SECONDS - 30, ttl: 60, version: "2.3", data, ...more };
}

/** Every file of a feed without oddities. */
export function files(): Files {
  const names = ["system_information", "station_information", "station_status"];
  const feeds = names.map((name) => ({ name, url: `${HOST}/${name}.json` }));
  return {
    gbfs: envelope({ en: { feeds } }),
    system_information: envelope({ system_id: "city", name: "City", timezone: "Europe/Berlin" }),
    station_information: envelope({ stations: informationStations() }),
    station_status: envelope({ stations: statusStations() }),
  };
}

/** Returns the report on a feed of these files; a text is sent as it is. */
export async function inspected(
  bodies: Files,
  system: SystemEntry = CITY,
  now: () => number = () => NOW,
): Promise<Report> {
  const ask = async (url: string) => {
    const name = system.kind === "jcdecaux" ? "stations" : (/(\w+)\.json$/.exec(url)?.[1] ?? "");
    const body = bodies[name];
    if (body === undefined || typeof body === "number") {
      const status = body ?? 404;
      return failure(`${url}: answered with status ${status}, expected 200`, status);
    }
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return { type: "fetched" as const, url, notes: [], text };
  };
  return inspect(system, await collect(system, ask, now));
}

/** Returns the report on a feed whose stations have been changed. */
export async function withStations(change: (stations: Station[]) => unknown[]): Promise<Report> {
  return await inspected({ ...files(), station_status: envelope({ stations: change(statusStations()) }) });
}

/** Returns a change of the first `count` stations. */
export function first(count: number, more: Station): (stations: Station[]) => Station[] {
  return (stations) => stations.map((station, index) => (index < count ? { ...station, ...more } : station));
}

export function named({ oddities }: Report, name: string): Oddity | undefined {
  return oddities.find((oddity) => oddity.name === name);
}
