import type { City } from "./city.ts";
import type { Publication, Reading } from "./readings.ts";

export type GbfsVersion = "2.3" | "3.0";

export interface GbfsFeed {
  readonly version: GbfsVersion;
  readonly city: City;
  readonly systemId: string;
  /** The IANA name. */
  readonly timeZone: string;
  /** The ttl of each body, in seconds. */
  readonly ttlSeconds: number;
  /** The URL of the feeds' folder, without a slash at the end. */
  readonly baseUrl: string;
  /** When names and positions last changed, in milliseconds of wall time. */
  readonly builtAt: number;
}

/** The feeds by name; each is at `<baseUrl>/<name>.json`. gbfs.json, which lists them, is not one of them. */
const FEEDS = {
  system_information: systemInformation,
  vehicle_types: vehicleTypes,
  station_information: stationInformation,
  station_status: stationStatus,
} as const;

const CLASSIC = "classic";
const ELECTRIC = "electric";
const ELECTRIC_RANGE_METERS = 60_000;

/** Returns the body of `/<name>.json`, null when there is no such feed. */
export function gbfsBody(feed: GbfsFeed, name: string, publication: Publication): unknown {
  if (name === "gbfs") return envelope(feed, feed.builtAt, discovery(feed));
  if (name === "station_status")
    return envelope(feed, publication.publishedAt, stationStatus(feed, publication));
  if (!Object.hasOwn(FEEDS, name)) return null;
  return envelope(feed, feed.builtAt, FEEDS[name as keyof typeof FEEDS](feed, publication));
}

function envelope(feed: GbfsFeed, at: number, data: unknown) {
  return { last_updated: time(feed, at), ttl: feed.ttlSeconds, version: feed.version, data };
}

function discovery(feed: GbfsFeed) {
  const feeds = Object.keys(FEEDS).map((name) => ({ name, url: `${feed.baseUrl}/${name}.json` }));
  return feed.version === "3.0" ? { feeds } : { en: { feeds } };
}

function systemInformation(feed: GbfsFeed) {
  const system = { system_id: feed.systemId, name: text(feed, feed.city.name), timezone: feed.timeZone };
  if (feed.version === "2.3") return { ...system, language: "en" };
  const contact = `feeds@${feed.systemId}.example`;
  return { ...system, languages: ["en"], opening_hours: "24/7", feed_contact_email: contact };
}

function vehicleTypes(feed: GbfsFeed) {
  const bicycle = { form_factor: "bicycle" };
  return {
    vehicle_types: [
      { vehicle_type_id: CLASSIC, ...bicycle, propulsion_type: "human", name: text(feed, "Bike") },
      {
        vehicle_type_id: ELECTRIC,
        ...bicycle,
        propulsion_type: "electric_assist",
        max_range_meters: ELECTRIC_RANGE_METERS,
        name: text(feed, "E-bike"),
      },
    ],
  };
}

function stationInformation(feed: GbfsFeed) {
  const stations = feed.city.stations.map(({ plan }) => ({
    station_id: plan.stationId,
    name: text(feed, plan.name),
    lat: plan.latitude,
    lon: plan.longitude,
    address: plan.address,
    capacity: plan.capacity,
  }));
  return { stations };
}

function stationStatus(feed: GbfsFeed, { readings }: Publication) {
  return { stations: readings.map((reading) => stationReading(feed, reading)) };
}

function stationReading(feed: GbfsFeed, { plan, counts, outage, reportedAt }: Reading) {
  const vehicles = counts.classic + counts.electric;
  return {
    station_id: plan.stationId,
    ...(feed.version === "3.0" ? { num_vehicles_available: vehicles } : { num_bikes_available: vehicles }),
    vehicle_types_available: [
      { vehicle_type_id: CLASSIC, count: counts.classic },
      { vehicle_type_id: ELECTRIC, count: counts.electric },
    ],
    num_docks_available: counts.docks,
    num_docks_disabled: plan.brokenDocks,
    is_installed: true,
    is_renting: outage !== "closed",
    is_returning: outage !== "closed",
    last_reported: time(feed, reportedAt),
  };
}

function time(feed: GbfsFeed, at: number): number | string {
  const seconds = Math.floor(at / 1000);
  return feed.version === "3.0" ? new Date(seconds * 1000).toISOString().replace(".000Z", "Z") : seconds;
}

function text(feed: GbfsFeed, words: string) {
  return feed.version === "3.0" ? [{ text: words, language: "en" }] : words;
}
