import { FEED_RULES } from "../core/feed-rules.ts";
import { parseOpeningHours } from "../core/opening-hours.ts";
import type { Receiver } from "../core/receiver.ts";
import { STATION_RULES } from "../core/station-rules.ts";
import type { SystemEntry } from "./configuration.ts";
import { durationMs } from "./duration.ts";
import type { ReceiverSettings } from "./receiver-settings.ts";

const EVERY_DEFAULT = "15m";

type WithAreas = Pick<SystemEntry, "systemId" | "areas">;

/** Returns the receiver that its settings, which are checked, stand for. Its areas are those of the systems now. */
export function receiverOf(settings: ReceiverSettings, systems: readonly WithAreas[]): Receiver {
  const { name, kind, rules, stations, areas, feeds = false, openFor, every, hours, timeZone } = settings;
  const ofStations = STATION_RULES.map((row) => row.name);
  const ofFeeds = FEED_RULES.map((row) => row.name);
  return {
    name,
    kind,
    systemIds: settings.systems === undefined ? null : new Set(settings.systems),
    rules: new Set<string>([...(rules ?? ofStations), ...(feeds ? ofFeeds : [])]),
    stationIds:
      stations === undefined && areas === undefined
        ? null
        : new Map(systems.map((entry) => [entry.systemId, idsIn(entry, stations, areas)])),
    openForMs: openFor === undefined ? 0 : durationMs(openFor),
    everyMs: durationMs(every ?? EVERY_DEFAULT),
    openHours: hours === undefined ? null : parseOpeningHours(hours),
    timeZone: timeZone ?? "UTC",
  };
}

function idsIn(
  { areas: known = {} }: WithAreas,
  stations: readonly string[] = [],
  areas: readonly string[] = [],
): ReadonlySet<string> {
  const ofAreas = areas.flatMap((area) => (Object.hasOwn(known, area) ? (known[area] ?? []) : []));
  return new Set([...stations, ...ofAreas]);
}
