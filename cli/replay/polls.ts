import { type PollOutcome, readingsOf } from "../../functions/core/observation.ts";
import type { RosterStation } from "../../functions/core/roster.ts";
import { parseDiscovery } from "../../functions/feeds/gbfs-discovery.ts";
import { parseStationInformation } from "../../functions/feeds/gbfs-roster.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { addressOf, discoveryAddressOf, isStatusAddress } from "../../local/tape/addresses.ts";
import type { TapeResponse } from "../../local/tape/tape.ts";

/** Reads a tape's responses one after another, as a poller would have read them at those times. */
export interface TapePoller {
  /** Returns the outcome of a poll; null for a response that is not a status (discovery, names). */
  poll(response: TapeResponse): PollOutcome | null;
  /** Returns station names by id, from the newest list of stations so far. */
  names(): ReadonlyMap<string, string>;
}

type Names = () => readonly Pick<RosterStation, "stationId" | "name">[];

export function tapePoller(system: SystemEntry): TapePoller {
  const discoveryAddress = discoveryAddressOf(system);
  const places = new Map<string, string>();
  let named: ReadonlySet<string> = new Set();
  let information: string | null = null;
  let names: Names = () => [];

  /** Returns the address of a URL. A tape has few different URLs, so each is parsed once. */
  function place(url: string): string {
    const known = places.get(url) ?? addressOf(new URL(url));
    places.set(url, known);
    return known;
  }

  function discover(response: TapeResponse): void {
    const urls = response.status === 200 ? parseDiscovery(response.body, response.url) : null;
    // A broken gbfs.json changes nothing, so that the polls after it are still found.
    if (urls?.type !== "urls") return;
    named = new Set([place(urls.status)]);
    information = urls.stationInformation === null ? null : place(urls.stationInformation);
  }

  function observe({ at, status: httpStatus, body }: TapeResponse): PollOutcome {
    const polled = { systemId: system.systemId, fetchedAt: at };
    const failed = (reason: string): PollOutcome => ({ type: "failed", ...polled, reason, httpStatus });
    if (httpStatus !== 200) return failed(`answered with status ${httpStatus}`);
    const parsed = parseStatus(system, body);
    if (parsed.type === "failed") return failed(parsed.reason);
    if (parsed.readRoster !== null) names = parsed.readRoster;
    const { publishedAt, ttlSeconds, stations } = parsed;
    return { type: "snapshot", ...polled, publishedAt, ttlSeconds, stations: readingsOf(stations) };
  }

  return {
    poll(response) {
      const address = place(response.url);
      if (address === discoveryAddress) discover(response);
      else if (isStatusAddress(address, system, named)) return observe(response);
      else if (address === information && response.status === 200) {
        const parsed = parseStationInformation(response.body);
        if (parsed.type === "stations") names = () => parsed.stations;
      }
      return null;
    },
    names: () => new Map(names().map(({ stationId, name }) => [stationId, name])),
  };
}
