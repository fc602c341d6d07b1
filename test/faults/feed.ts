import { packFlags } from "../../functions/core/flags.ts";
import type { Observation } from "../../functions/core/observation.ts";
import type { RosterStation } from "../../functions/core/roster.ts";
import { createRandom, type Random } from "../../local/city/random.ts";
import type { Mishaps } from "./mishaps.ts";
import type { Scale } from "./world.ts";

/** What a feed says at one moment. */
export interface Body {
  readonly etag: string | null;
  readonly lastModified: string | null;
  readonly publishedAt: number | null;
  readonly stations: readonly Observation[];
}

const IDS = ["a", "b/1", "__proto__", "ü", "c"];
const OPEN = packFlags({ isInstalled: true, isRenting: true, isReturning: true });
const SHUT = packFlags({ isInstalled: true, isRenting: false, isReturning: false });
const BODIES_KEPT = 4;
const LONG_STATIONS_MAX = 8;
const FIRST_BODY_AGE_MS = 60_000;
/** Ids and names are as long as allowed and compress badly, so a few hundred stations fill a commit. */
const WIDE_STATIONS = 300;
const WIDE_ID_CHARACTERS = 240;
/** An alert keeps no more characters of a name. */
const WIDE_NAME_CHARACTERS = 38;
const WIDE_ADDRESS_CHARACTERS = 190;
const PRINTABLE = [0x23, 0x7e] as const;
/** Characters of three bytes each in UTF-8. */
const IDEOGRAPHS = [0x4e00, 0x9f00] as const;

/** The feed of one city, whose stations are often empty or full. */
export class SimulatedFeed {
  readonly #random: Random;
  readonly #mishaps: Mishaps;
  readonly #hasEtags: boolean;
  readonly #hasDates: boolean;
  readonly #hasClock: boolean;
  readonly #bodies: Body[] = [];
  readonly #scale: Scale;
  readonly #ids: readonly string[];
  readonly #names: readonly string[];
  readonly #addresses: readonly string[];
  #stations: Observation[];
  #published = 0;
  #namesVersion = 1;
  #newcomers = 0;

  constructor(random: Random, mishaps: Mishaps, now: number, scale: Scale) {
    this.#random = random;
    this.#mishaps = mishaps;
    this.#hasEtags = random.chance(0.6);
    this.#hasDates = random.chance(0.3);
    this.#hasClock = random.chance(0.5);
    const isWide = scale === "wide";
    this.#scale = scale;
    this.#ids = isWide ? WIDE.ids : IDS;
    this.#names = isWide ? WIDE.names : IDS;
    this.#addresses = isWide ? WIDE.addresses : [];
    const stations = isWide ? WIDE_STATIONS : 1 + random.below(3);
    this.#stations = this.#ids.slice(0, stations).map((stationId) => this.#observe(stationId));
    // Earlier than now, since a server cannot distinguish two bodies of the same second by date.
    this.#publish(now - FIRST_BODY_AGE_MS);
  }

  /** The current body. */
  get newest(): Body {
    return this.#bodies.at(-1) as Body;
  }

  /** A body from some time ago. */
  get oldest(): Body {
    return this.#bodies[0] as Body;
  }

  /** Moves the city on by a minute or so. */
  move(now: number): void {
    if (this.#random.chance(0.2) || this.#mishaps.strike("feed frozen", 3)) return;
    this.#stations = this.#stations.map((one) =>
      this.#random.chance(0.5) ? this.#observe(one.stationId) : one,
    );
    if (this.#scale === "long") this.#comeAndGo();
    else {
      const next = this.#ids[this.#stations.length];
      if (next !== undefined && this.#random.chance(0.05)) this.#stations.push(this.#observe(next));
    }
    if (this.#mishaps.strike("names changed", 2)) this.#namesVersion++;
    this.#publish(now);
  }

  roster(): RosterStation[] {
    const ids = this.#scale === "long" ? this.#stations.map(({ stationId }) => stationId) : this.#ids;
    return ids.map(
      (stationId, index): RosterStation => ({
        stationId,
        name: `${this.#names[index] ?? stationId} ${this.#namesVersion}`,
        address: this.#addresses[index] ?? null,
        // Neighbours on the map are far apart in the list.
        latitude: 45 + ((index * 173) % ids.length) / 1_000,
        longitude: 4,
        capacity: null,
      }),
    );
  }

  /** Over weeks every station is replaced many times, and no id comes again. */
  #comeAndGo(): void {
    if (this.#stations.length > 1 && this.#random.chance(0.7)) {
      this.#stations.splice(this.#random.below(this.#stations.length), 1);
    }
    if (this.#stations.length < LONG_STATIONS_MAX && this.#random.chance(0.9)) {
      this.#stations.push(this.#observe(`new-${++this.#newcomers}`));
    }
  }

  #publish(now: number): void {
    const publishedAt = this.#hasClock ? Math.floor(now / 1_000) * 1_000 : null;
    const etag = this.#hasEtags ? `"${++this.#published}"` : null;
    const lastModified = this.#hasDates ? new Date(now).toUTCString() : null;
    this.#bodies.push({ etag, lastModified, publishedAt, stations: this.#stations.slice() });
    if (this.#bodies.length > BODIES_KEPT) this.#bodies.shift();
  }

  #observe(stationId: string): Observation {
    const count = (most = 3) => (this.#random.chance(0.1) ? null : this.#random.below(most + 1));
    const vehicles = count();
    return {
      stationId,
      vehicles,
      docks: count(),
      // When the number of vehicles is unknown, so is the number of e-bikes.
      ebikes: vehicles === null ? null : count(vehicles),
      flags: this.#random.chance(0.15) ? SHUT : OPEN,
    };
  }
}

/** Built once, since it is the same in all worlds. */
const WIDE = wideCity(createRandom(1));

function wideCity(random: Random) {
  const texts = (characters: number, [from, to]: readonly [number, number]) => {
    const code = () => from + random.below(to - from);
    const text = () => String.fromCharCode(...Array.from({ length: characters }, code));
    return Array.from({ length: WIDE_STATIONS }, text);
  };
  return {
    ids: texts(WIDE_ID_CHARACTERS, PRINTABLE),
    names: texts(WIDE_NAME_CHARACTERS, IDEOGRAPHS),
    addresses: texts(WIDE_ADDRESS_CHARACTERS, IDEOGRAPHS),
  };
}
