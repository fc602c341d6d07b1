import type { SystemEntry } from "../../functions/systems/configuration.ts";
import type { City } from "../../local/city/city.ts";
import { type CityServer, serveCity } from "../../local/city/serve.ts";
import { MONDAY, smallCity } from "../local/city/cities.ts";
import { troubled } from "../local/city/troubles.ts";
import { BEFORE, CASES, type Case, type Counts, withCounts } from "./troubled-feeds.ts";

/** The times of the polls in milliseconds. The feeds go wrong at the second poll. */
export const POLL_TIMES: readonly number[] = [0, 1, 2, 3].map((minute) => MONDAY + minute * 60_000);

/** The first station is no longer empty, the fourth is empty now. */
const THIRD_POLL: Counts = [[3, 6], ...BEFORE.slice(1, 3), [0, 10], ...BEFORE.slice(4)];
/** The second station is no longer full. */
const FOURTH_POLL: Counts = [...THIRD_POLL.slice(0, 1), [8, 1], ...THIRD_POLL.slice(2)];
const TRUE_COUNTS = [BEFORE, BEFORE, THIRD_POLL, FOURTH_POLL];

export interface TroubledCities {
  readonly systems: readonly SystemEntry[];
  /** The station ids of every city, in the order of the feeds. */
  readonly stationIds: readonly string[];
  /** From now on the feeds say what they say at this poll. */
  turnTo(poll: number): void;
  close(): Promise<void>;
}

/** Serves a city for each case, whose feed says what the case requires at each poll. */
export async function serveTroubledCities(): Promise<TroubledCities> {
  const servers: CityServer[] = [];
  const systems: SystemEntry[] = [];
  const stationIds: string[] = [];
  // All cases share one city, since only its stations matter, not how it lives.
  const city = smallCity();
  let poll = 0;
  for (const one of CASES) {
    const { server, honest } = await serveCase(one, city, () => poll);
    servers.push(server);
    systems.push({ ...server.entry, systemId: one.name });
    if (stationIds.length > 0) continue;
    for (const station of one.dialect.stationsOf(honest)) stationIds.push(String(station.station_id));
  }
  return {
    systems,
    stationIds,
    turnTo(next) {
      poll = next;
    },
    async close() {
      for (const server of servers) await server.close();
    },
  };
}

async function serveCase({ dialect, wrong }: Case, city: City, currentPoll: () => number) {
  let honest: unknown = null;
  const server = await serveCity({
    city,
    cityClock: () => MONDAY,
    now: () => MONDAY,
    feed: dialect.feed,
    intercept: troubled((path) => {
      if (honest === null || !dialect.statusPath.test(path)) return null;
      const poll = currentPoll();
      const body = withCounts(honest, dialect, TRUE_COUNTS[poll] ?? BEFORE);
      return poll === 1 ? wrong(body, dialect) : { body: JSON.stringify(body) };
    }),
  });
  // JCDecaux has a single address.
  const statusUrl = server.url.replace("gbfs.json", "station_status.json");
  honest = await (await fetch(statusUrl)).json();
  return { server, honest };
}

/** The alerts expected after a poll, as `stationId/rule how first-last poll`. */
export function alertsExpected(after: number, stationIds: readonly string[], { opens = [] }: Case): string[] {
  const [first, second, third, fourth] = stationIds;
  const ends = (poll: number) => (after >= poll ? poll : "");
  return [
    `${first}/empty baseline 0-${ends(2)}`,
    `${second}/full baseline 0-${ends(3)}`,
    `${third}/closed baseline 0-`,
    ...(after >= 2 ? [`${fourth}/empty alert 2-`] : []),
    ...(after >= 1 ? opens.map((alert) => `${alert} baseline 1-`) : []),
  ].sort();
}
