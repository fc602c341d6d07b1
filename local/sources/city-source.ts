import { createCity } from "../city/city.ts";
import { type CityFeed, serveCity } from "../city/serve.ts";
import type { CityDialect } from "../options.ts";
import { liveSource } from "./live-source.ts";
import type { Source } from "./source.ts";

const FEEDS: Readonly<Record<CityDialect, CityFeed>> = {
  gbfs: "gbfs-2.3",
  gbfs3: "gbfs-3.0",
  jcdecaux: "jcdecaux-v3",
};

/** City time passes 60 times as fast, a minute in each second, so that there is something to see. */
const CITY_SPEED = 60;
const POLL_SECONDS = 2;
/** The city begins on a Monday morning, when people leave for work. */
const CITY_START = Date.UTC(2026, 4, 4, 7, 0);
const SEED = 1;

/** No `for`, at this pace; a second bike ends `empty`, so that a station flapping between none and one is one alert. */
const RULES = { empty: { clearAt: 2 }, full: { clearAt: 2 } };

/** Opens a simulated city over real HTTP, the same one at every start. */
export async function citySource(dialect: CityDialect): Promise<Source> {
  const city = createCity({ seed: SEED, startAt: CITY_START });
  const startedAt = Date.now();
  const cityClock = () => CITY_START + (Date.now() - startedAt) * CITY_SPEED;
  const server = await serveCity({ city, cityClock, now: Date.now, feed: FEEDS[dialect] });
  const entry = { ...server.entry, pollSeconds: POLL_SECONDS };
  const title = `a simulated city, ${city.name}, where a minute passes each second`;
  return liveSource(title, { rules: RULES, systems: [entry] }, POLL_SECONDS * 1_000, server.close);
}
