/** One small city in each version of GBFS: a dock station, a virtual one, and one with more bikes than docks. */

export const GBFS_VERSIONS = ["1.0", "1.1", "2.0", "2.1", "2.2", "2.3", "3.0", "3.1-RC3"] as const;
export type GbfsVersion = (typeof GBFS_VERSIONS)[number];

export type GbfsFile =
  | "gbfs"
  | "station_status"
  | "station_information"
  | "system_information"
  | "system_hours"
  | "vehicle_types";

const AT_SECONDS = 1_777_881_600;
const AT_TEXT = "2026-05-04T10:00:00+02:00";

const major = (version: GbfsVersion) => Number(version[0]);
const hasTypes = (version: GbfsVersion) => version >= "2.1";

/** The file in that version; null when the version has none. */
export function gbfsFile(version: GbfsVersion, file: GbfsFile): string | null {
  const data = DATA[file](version);
  if (data === null) return null;
  const last_updated = major(version) < 3 ? AT_SECONDS : AT_TEXT;
  const label = version === "1.0" ? {} : { version };
  return JSON.stringify({ last_updated, ttl: 60, ...label, data });
}

const DATA: Readonly<Record<GbfsFile, (version: GbfsVersion) => object | null>> = {
  gbfs: discovery,
  station_status: (version) => ({ stations: statuses(version) }),
  station_information: (version) => ({ stations: places(version) }),
  system_information: information,
  system_hours: (version) => (major(version) < 3 ? { rental_hours: rentalHours() } : null),
  vehicle_types: (version) => (hasTypes(version) ? { vehicle_types: types(version) } : null),
};

function discovery(version: GbfsVersion): object {
  const names = Object.keys(DATA).filter((name) => name !== "gbfs");
  const listed = names.filter((name) => DATA[name as GbfsFile](version) !== null);
  const versions = version === "1.0" ? [] : ["gbfs_versions"];
  const feeds = [...versions, ...listed].map((name) => ({ name, url: `https://feeds.example/${name}.json` }));
  return major(version) < 3 ? { fr: { feeds } } : { feeds };
}

function statuses(version: GbfsVersion): object[] {
  const flag = (value: boolean) => (major(version) < 2 ? Number(value) : value);
  const service = { is_installed: flag(true), is_renting: flag(true), is_returning: flag(true) };
  const last_reported = major(version) < 3 ? AT_SECONDS : AT_TEXT;
  const status = (station_id: string, vehicles: number, ebikes: number, docks: number | null) => ({
    station_id,
    ...(major(version) < 3
      ? { num_bikes_available: vehicles, num_bikes_disabled: 1 }
      : { num_vehicles_available: vehicles, num_vehicles_disabled: 1 }),
    // Version 1.x has no stations without docks.
    ...(docks === null && major(version) > 1 ? {} : { num_docks_available: docks ?? 9 }),
    ...(hasTypes(version) ? { vehicle_types_available: counts(vehicles, ebikes) } : {}),
    ...service,
    last_reported,
  });
  return [status("dock", 4, 3, 6), status("virtual", 2, 0, null), status("overflow", 25, 25, 0)];
}

function counts(vehicles: number, ebikes: number): object[] {
  return [
    { vehicle_type_id: "bike", count: vehicles - ebikes },
    { vehicle_type_id: "ebike", count: ebikes },
  ];
}

function types(version: GbfsVersion): object[] {
  const name = textOf(version, "Vélo");
  return [
    { vehicle_type_id: "bike", form_factor: "bicycle", propulsion_type: "human", name },
    {
      vehicle_type_id: "ebike",
      form_factor: "bicycle",
      propulsion_type: "electric_assist",
      max_range_meters: 60_000,
      name,
    },
  ];
}

function places(version: GbfsVersion): object[] {
  const virtual = version >= "2.1" ? { is_virtual_station: true } : {};
  const place = (station_id: string, more: object) => ({
    station_id,
    name: textOf(version, `Place ${station_id}`),
    lat: 45.75,
    lon: 4.85,
    ...more,
  });
  return [place("dock", { capacity: 12 }), place("virtual", virtual), place("overflow", { capacity: 20 })];
}

function information(version: GbfsVersion): object {
  const zone = { system_id: "city", timezone: "Europe/Paris", name: textOf(version, "Ville") };
  if (major(version) < 3) return { ...zone, language: "fr" };
  const hours = { opening_hours: "Mo-Fr 06:00-23:00; Sa-Su 07:00-24:00" };
  return { ...zone, languages: ["fr"], ...hours, feed_contact_email: "feeds@city.example" };
}

function rentalHours(): object[] {
  const hours = (days: string[], start_time: string, end_time: string) => ({
    user_types: ["member", "nonmember"],
    days,
    start_time,
    end_time,
  });
  const workdays = hours(["mon", "tue", "wed", "thu", "fri"], "06:00:00", "23:00:00");
  return [workdays, hours(["sat", "sun"], "07:00:00", "23:59:59")];
}

function textOf(version: GbfsVersion, text: string): unknown {
  return major(version) < 3 ? text : [{ text, language: "fr" }];
}
