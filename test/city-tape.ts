import { answerGbfs } from "../local/city/answers.ts";
import { createCity } from "../local/city/city.ts";
import type { GbfsFeed } from "../local/city/gbfs.ts";
import { createReader } from "../local/city/readings.ts";
import type { TapeResponse } from "../local/tape/tape.ts";
import { writeTape } from "./tape-writer.ts";

const START = Date.UTC(2026, 4, 4, 5, 0);
const HOST = "https://riverton.example";

/** Writes a tape of the simulated city, the same at every run. Tests play it when no recording is at hand. */
export async function writeCityTape(
  folder: string,
  options: {
    readonly polls: number;
    readonly intervalMs: number;
    readonly stations?: number;
    /** Milliseconds since the epoch. */
    readonly startAt?: number;
  },
): Promise<void> {
  const { startAt = START } = options;
  const city = createCity({ seed: 7, startAt, stations: options.stations ?? 120 });
  const systemId = city.name.toLowerCase();
  let now = startAt;
  const readCity = createReader(city, () => now);
  const feed: GbfsFeed = {
    version: "2.3",
    city,
    systemId,
    timeZone: "Etc/UTC",
    ttlSeconds: 60,
    baseUrl: `${HOST}/${systemId}`,
    builtAt: startAt,
  };
  function* responses(): Generator<TapeResponse> {
    const answer = (name: string): TapeResponse => {
      const url = `${HOST}/${systemId}/${name}.json`;
      const { status, headers, body } = answerGbfs(feed, new URL(url), null, readCity());
      return { at: now, url, status, headers: { "content-type": headers["content-type"] ?? "" }, body };
    };
    yield answer("gbfs");
    yield answer("station_information");
    for (let poll = 0; poll < options.polls; poll++) {
      now = startAt + poll * options.intervalMs;
      city.advanceTo(now);
      yield answer("station_status");
    }
  }
  const system = { systemId, kind: "gbfs" as const, url: `${HOST}/${systemId}/gbfs.json` };
  await writeTape(folder, { system, source: "a simulated city", responses: responses() });
}
