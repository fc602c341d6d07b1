import { packFlags } from "../../functions/core/flags.ts";
import type { Observation } from "../../functions/core/observation.ts";
import type { RosterStation } from "../../functions/core/roster.ts";
import type { FeedUrls, KnownBody, RosterAnswer, StatusAnswer } from "../../functions/poll/ports.ts";
import type { Random } from "../../local/city/random.ts";
import type { Mishaps } from "./mishaps.ts";

interface Body {
  readonly known: KnownBody;
  readonly publishedAt: number | null;
  readonly stations: readonly Observation[];
}

const IDS = ["a", "b/1", "__proto__", "ü", "c"];
const OPEN = packFlags({ isInstalled: true, isRenting: true, isReturning: true });
const SHUT = packFlags({ isInstalled: true, isRenting: false, isReturning: false });
const BODIES_KEPT = 4;

export const URLS: FeedUrls = {
  type: "urls",
  status: "https://feeds.example/status",
  stationInformation: "https://feeds.example/information",
  systemInformation: null,
};

/** The feed of one small city, whose stations are empty and full much of the time. */
export class SimulatedFeed {
  readonly #random: Random;
  readonly #mishaps: Mishaps;
  readonly #hasEtags: boolean;
  readonly #hasClock: boolean;
  readonly #bodies: Body[] = [];
  #stations: Observation[];
  #namesVersion = 1;

  constructor(random: Random, mishaps: Mishaps, now: number) {
    this.#random = random;
    this.#mishaps = mishaps;
    this.#hasEtags = random.chance(0.6);
    this.#hasClock = random.chance(0.5);
    this.#stations = IDS.slice(0, 1 + random.below(3)).map((stationId) => this.#observe(stationId));
    this.#publish(now);
  }

  /** What the feed says of now. */
  get stations(): readonly Observation[] {
    return this.#newest.stations;
  }

  /** A minute or so goes by. */
  move(now: number): void {
    if (this.#random.chance(0.2) || this.#mishaps.strike("feed frozen", 3)) return;
    this.#stations = this.#stations.map((one) =>
      this.#random.chance(0.5) ? this.#observe(one.stationId) : one,
    );
    const next = IDS[this.#stations.length];
    if (next !== undefined && this.#random.chance(0.05)) this.#stations.push(this.#observe(next));
    if (this.#mishaps.strike("names changed", 2)) this.#namesVersion++;
    this.#publish(now);
  }

  status(known: KnownBody | null): StatusAnswer {
    if (this.#mishaps.strike("feed failed", 3)) {
      const httpStatus = this.#random.chance(0.3) ? 404 : 503;
      const retryAfterMs = this.#random.chance(0.2) ? 120_000 : null;
      return { type: "failed", reason: `it answered ${httpStatus}`, httpStatus, retryAfterMs };
    }
    const isOld = this.#mishaps.strike("feed regressed", 3);
    const body = (isOld ? this.#bodies[0] : null) ?? this.#newest;
    const isKnown = known !== null && known.bodyHash === body.known.bodyHash;
    if (isKnown) return { type: "unchanged", etag: body.known.etag };
    const { publishedAt, known: ownKnown } = body;
    let { stations } = body;
    if (this.#mishaps.strike("feed lost stations", 2)) {
      stations = stations.slice(1);
      if (stations.length === 0) {
        return { type: "failed", reason: "there are no stations in it", httpStatus: 200, retryAfterMs: null };
      }
      const partial = { etag: null, bodyHash: JSON.stringify([publishedAt, stations]) };
      return {
        type: "status",
        publishedAt,
        ttlSeconds: 0,
        stations,
        leftOut: 0,
        body: partial,
        roster: null,
      };
    }
    return { type: "status", publishedAt, ttlSeconds: 0, stations, leftOut: 0, body: ownKnown, roster: null };
  }

  roster(): RosterAnswer {
    if (this.#mishaps.strike("names not to be had", 3)) {
      if (this.#random.chance(0.5)) return { type: "absent" };
      return { type: "failed", reason: "it answered 503", httpStatus: 503, retryAfterMs: null };
    }
    const stations = IDS.map(
      (stationId, index): RosterStation => ({
        stationId,
        name: `${stationId} ${this.#namesVersion}`,
        address: null,
        latitude: 45 + index / 1_000,
        longitude: 4,
        capacity: null,
      }),
    );
    return { type: "roster", timeZone: "Europe/Paris", stations };
  }

  get #newest(): Body {
    return this.#bodies.at(-1) as Body;
  }

  #publish(now: number): void {
    const publishedAt = this.#hasClock ? now : null;
    const bodyHash = JSON.stringify([publishedAt, this.#stations]);
    const known = { etag: this.#hasEtags ? `"${bodyHash}"` : null, bodyHash };
    this.#bodies.push({ known, publishedAt, stations: this.#stations.slice() });
    if (this.#bodies.length > BODIES_KEPT) this.#bodies.shift();
  }

  #observe(stationId: string): Observation {
    const count = () => (this.#random.chance(0.1) ? null : this.#random.below(4));
    return {
      stationId,
      vehiclesAvailable: count(),
      docksAvailable: count(),
      flags: this.#random.chance(0.15) ? SHUT : OPEN,
      capacity: null,
      reportedAt: null,
    };
  }
}
