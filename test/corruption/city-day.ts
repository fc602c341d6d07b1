import type { GbfsEntry, JcdecauxEntry, SystemEntry } from "../../functions/systems/configuration.ts";
import { type City, createCity } from "../../local/city/city.ts";
import { type GbfsFeed, gbfsBody } from "../../local/city/gbfs.ts";
import { jcdecauxStations } from "../../local/city/jcdecaux.ts";
import { createReader, type Publication } from "../../local/city/readings.ts";

/** A time of the simulated day on its own clock, such as `17:30`; times before 16:00 belong to the next day. */
export type Clock = `${number}:${number}`;

/** An object in a feed's body, which tests change. */
export type Fields = Record<string, unknown>;

/** The form in which a simulated operator publishes its feed. */
export type Dialect = "gbfs-2.3" | "gbfs-3.0" | "jcdecaux-v1" | "jcdecaux-v3";

export const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const MIDNIGHT = Date.UTC(2026, 4, 4);
const START = MIDNIGHT + 16 * 60 * MINUTE_MS;
const POLLS = 16 * 60;
const STATIONS = 60;
const SEED = 18;
export const SYSTEM_ID = "riverton";
const ORIGIN = "https://riverton.example";

/** The times of the polls: every minute from the afternoon through the night to the next morning. */
export const MINUTES: readonly number[] = Array.from(
  { length: POLLS },
  (_, minute) => START + minute * MINUTE_MS,
);

/** Milliseconds since the epoch. */
export function timeOf(clock: Clock): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  const time = MIDNIGHT + (hours * 60 + minutes) * MINUTE_MS;
  return time < START ? time + DAY_MS : time;
}

export function clockOf(time: number): Clock {
  return new Date(time).toISOString().slice(11, 16) as Clock;
}

const gbfs: GbfsEntry = { systemId: SYSTEM_ID, kind: "gbfs", url: `${ORIGIN}/gbfs.json` };
const jcdecaux: JcdecauxEntry = { systemId: SYSTEM_ID, kind: "jcdecaux", contract: SYSTEM_ID, apiVersion: 3 };

export function entryOf(dialect: Dialect): SystemEntry {
  if (dialect === "jcdecaux-v1") return { ...jcdecaux, apiVersion: 1 };
  return dialect === "jcdecaux-v3" ? jcdecaux : gbfs;
}

interface Life {
  readonly city: City;
  /** One publication for each of MINUTES. */
  readonly publications: readonly Publication[];
}

let lived: Life | null = null;

/** The city's life, simulated once for all oddities because simulating takes longer than reporting. */
function life(): Life {
  if (lived !== null) return lived;
  const city = createCity({ seed: SEED, stations: STATIONS, startAt: START });
  let now = START;
  const read = createReader(city, () => now);
  const publications = MINUTES.map((minute) => {
    now = minute;
    city.advanceTo(now);
    return read();
  });
  lived = { city, publications };
  return lived;
}

function publicationAt(time: number): Publication {
  const publication = life().publications[(time - START) / MINUTE_MS];
  if (publication === undefined) throw new RangeError(`the city does not live at ${clockOf(time)}`);
  return publication;
}

/** A new copy of the true body. `name` is a GBFS file's; JCDecaux ignores it. */
export function trueBody(dialect: Dialect, time: number, name = "station_status"): unknown {
  const publication = publicationAt(time);
  if (dialect === "jcdecaux-v1") return jcdecauxStations(1, SYSTEM_ID, publication);
  if (dialect === "jcdecaux-v3") return jcdecauxStations(3, SYSTEM_ID, publication);
  const feed: GbfsFeed = {
    version: dialect === "gbfs-3.0" ? "3.0" : "2.3",
    city: life().city,
    systemId: SYSTEM_ID,
    timeZone: "Etc/UTC",
    ttlSeconds: 60,
    baseUrl: ORIGIN,
    builtAt: START,
  };
  return gbfsBody(feed, name, publication);
}

const texts = new Map<string, string>();

/** The text of the true status; each is written once. */
export function trueText(dialect: Dialect, time: number): string {
  const key = `${dialect} ${time}`;
  const text = texts.get(key) ?? JSON.stringify(trueBody(dialect, time));
  texts.set(key, text);
  return text;
}

/** The stations in a body of any dialect. */
export function stationsOf(body: unknown): Fields[] {
  if (Array.isArray(body)) return body as Fields[];
  return (body as { data: { stations: Fields[] } }).data.stations;
}
