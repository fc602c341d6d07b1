import { gzipSync } from "node:zlib";
import { createCity } from "../../../local/city/city.ts";
import { type GbfsFeed, gbfsBody } from "../../../local/city/gbfs.ts";
import { createReader } from "../../../local/city/readings.ts";

/** A body, plain and gzipped. */
export interface Body {
  readonly plain: Buffer;
  readonly gzipped: Buffer;
}

/** The bodies of all systems of one size: names, and one status a round, repeated in a cycle. */
export interface Bodies {
  readonly information: Body;
  readonly statuses: readonly Body[];
}

const START = Date.UTC(2026, 4, 4, 7, 0);
const STATUSES = 3;
const MINUTES_BETWEEN = 5;
const SEED = 1;
/** The ttl of most feeds. */
const TTL_SECONDS = 60;

/** Grows or shrinks the simulated city to this many stations. */
export function bodiesOf(stations: number): Bodies {
  const city = createCity({ seed: SEED, stations, startAt: START });
  let now = START;
  const read = createReader(city, () => now);
  const feed: GbfsFeed = {
    version: "2.3",
    city,
    systemId: city.name,
    timeZone: "Etc/UTC",
    ttlSeconds: TTL_SECONDS,
    baseUrl: "",
    builtAt: START,
  };
  const body = (name: string) => bodyOf(gbfsBody(feed, name, read()));
  const statuses = Array.from({ length: STATUSES }, () => {
    now += MINUTES_BETWEEN * 60_000;
    city.advanceTo(now);
    return body("station_status");
  });
  return { information: body("station_information"), statuses };
}

export function bodyOf(content: unknown): Body {
  const plain = Buffer.from(JSON.stringify(content));
  return { plain, gzipped: gzipSync(plain, { level: 1 }) };
}
