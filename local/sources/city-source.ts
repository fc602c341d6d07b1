import { createCity } from "../city/city.ts";
import { type CityFeed, serveCity } from "../city/serve.ts";
import { type Clock, timeOn } from "../clock.ts";
import type { CityDialect } from "../options.ts";
import { untilTick } from "./live-source.ts";
import type { Source } from "./source.ts";

const FEEDS: Readonly<Record<CityDialect, CityFeed>> = {
  gbfs: "gbfs-2.3",
  gbfs3: "gbfs-3.0",
  jcdecaux: "jcdecaux-v3",
};

/** The simulated city of `npm start`, the same one at every start. Its picture in the README is made with it too. */
export const CITY = {
  seed: 1,
  /**
   * A Monday morning, when people leave for work. Years ago, since the city's clock is faster than this machine's, and
   * the detector believes no record from the future.
   */
  startAt: Date.UTC(2020, 4, 4, 7, 0),
  /** A minute of the city passes in a second, so that there is something to see. */
  speed: 60,
  /** By its own clock: two seconds on this machine. */
  pollSeconds: 120,
  /**
   * No `for` but that of `few-ebikes`, at this pace; a second bike ends `empty`, so that a station flapping between none
   * and one is one alert. A third of the bikes are e-bikes, and riders take them first: told at once, they would be half
   * of all lines, and after ten minutes without one they are as many as those of `empty`.
   */
  rules: {
    empty: { clearAt: 2 },
    full: { clearAt: 2 },
    "few-ebikes": { atMost: 0, clearAt: 2, for: "10m" },
  },
} as const;

/**
 * Opens the simulated city over real HTTP. All times are the city's: those of its feed and those of the polls, so that
 * alerts, durations and windows count its minutes.
 */
export async function citySource(dialect: CityDialect, now: () => number = Date.now): Promise<Source> {
  const { seed, startAt, speed, pollSeconds, rules } = CITY;
  const city = createCity({ seed, startAt });
  const tickMs = (pollSeconds * 1_000) / speed;
  const startedAt = now();
  let clock: Clock = { startsAt: startAt, startedAt, speed };
  let polledAt = startAt;
  const cityClock = () => polledAt;
  const server = await serveCity({ city, cityClock, now: cityClock, feed: FEEDS[dialect] });
  let isFirst = true;
  return {
    title: `a simulated city, ${city.name}, where a minute passes each second`,
    configuration: { rules, systems: [{ ...server.entry, pollSeconds }] },
    onTape: false,
    get clock() {
      return clock;
    },
    responses: null,
    async resumeAt(markAt) {
      if (markAt >= startedAt)
        throw new Error(
          "the tables know the city at a time that is yet to come, expected those of a city that was watched by this version",
        );
      clock = { ...clock, startsAt: Math.max(startAt, markAt + pollSeconds * 1_000) };
    },
    async nextPoll(signal) {
      if (!isFirst) await untilTick(startedAt, tickMs, signal);
      isFirst = false;
      const ticks = Math.floor((now() - startedAt) / tickMs);
      polledAt = timeOn(clock, startedAt + ticks * tickMs);
      return polledAt;
    },
    close: server.close,
  };
}
