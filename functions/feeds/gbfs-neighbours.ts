import { cut } from "../words/text.ts";
import { type Fields, isFields } from "./json.ts";

/** Addresses that fit a sentence, and how long each may be. */
const ADDRESSES_MAX = 3;
const ADDRESS_CHARACTERS_MAX = 90;

/** Files of GBFS by the field of `data` that only they have. */
const FILES: readonly (readonly [field: string, file: string])[] = [
  ["bikes", "a free_bike_status"],
  ["vehicles", "a vehicle_status"],
  ["vehicle_types", "a vehicle_types"],
  ["regions", "a system_regions"],
  ["plans", "a system_pricing_plans"],
  ["alerts", "a system_alerts"],
  ["rental_hours", "a system_hours"],
  ["calendars", "a system_calendar"],
  ["geofencing_zones", "a geofencing_zones"],
  ["system_id", "a system_information"],
];

/**
 * Returns what a body is that was given in place of a gbfs.json, and where to go on, as the end of a sentence; null
 * when it is not known. `value` is the parsed body, null where it is no JSON.
 */
export function neighbourOf(text: string, value: unknown, baseUrl: string): string | null {
  if (
    /^[^\n]{0,500}\b(auto-discovery url|system id)\b/i.test(text.slice(0, 600)) &&
    !/^\s*[[{<]/.test(text)
  ) {
    return "a catalogue of systems: search it with `stationwatch systems find --catalogue`";
  }
  if (Array.isArray(value)) return ofList(value);
  if (!isFields(value)) return null;
  if (Array.isArray(value.systems)) return "a systems.json: name it with --systems";
  const { data } = value;
  if (!isFields(data)) return null;
  if (Array.isArray(data.datasets)) return manifest(data.datasets, baseUrl);
  if (Array.isArray(data.versions)) return versions(data.versions, baseUrl);
  const file = Array.isArray(data.stations) ? ofStations(data.stations) : fileOf(data);
  return file === null
    ? null
    : `${file}. The gbfs.json that lists it may be at ${shown("gbfs.json", baseUrl)}`;
}

function fileOf(data: Fields): string | null {
  return FILES.find(([field]) => data[field] !== undefined)?.[1] ?? null;
}

function ofStations(stations: readonly unknown[]): string {
  const first = stations.find(isFields) ?? {};
  const hasNames = first.name !== undefined || first.lat !== undefined;
  return `a list of stations, ${hasNames ? "station_information" : "station_status"}`;
}

function ofList(list: readonly unknown[]): string | null {
  const first = list.find(isFields);
  const isJcdecaux = first?.number !== undefined && (first.contract_name ?? first.contractName) !== undefined;
  return isJcdecaux ? "a list of JCDecaux stations, which has the kind jcdecaux in systems.json" : null;
}

/** GBFS 3.0: one dataset for each system, with an address for each version. */
function manifest(datasets: readonly unknown[], baseUrl: string): string {
  const systems = datasets.filter(isFields);
  const addresses = systems.map(({ versions }) => newest(Array.isArray(versions) ? versions : []));
  return `a manifest of ${systems.length} ${systems.length === 1 ? "system" : "systems"}${use(addresses, baseUrl)}`;
}

function versions(list: readonly unknown[], baseUrl: string): string {
  return `a gbfs_versions.json, which lists ${list.length} ${list.length === 1 ? "version" : "versions"} of one feed${use([newest(list)], baseUrl)}`;
}

/** Returns the address of the newest version. */
function newest(list: readonly unknown[]): unknown {
  const named = list
    .filter(isFields)
    .map(({ version, url }) => ({ version: Number.parseFloat(String(version)), url }));
  return named.sort((a, b) => (b.version || 0) - (a.version || 0))[0]?.url;
}

function use(addresses: readonly unknown[], baseUrl: string): string {
  const usable = addresses.flatMap((url) =>
    typeof url === "string" && URL.canParse(url, baseUrl) ? [url] : [],
  );
  const named = usable.slice(0, ADDRESSES_MAX).map((url) => shown(url, baseUrl));
  const more = usable.length > ADDRESSES_MAX ? ` and ${usable.length - ADDRESSES_MAX} more` : "";
  return named.length === 0 ? " without an address" : `: use ${named.join(" or ")}${more}`;
}

/** An address as a sentence may show it: without a user name, and with a sign in place of a query. */
function shown(url: string, baseUrl: string): string {
  const { protocol, host, pathname, search } = new URL(url, baseUrl);
  return cut(`${protocol}//${host}${pathname}${search === "" ? "" : "?…"}`, ADDRESS_CHARACTERS_MAX);
}
