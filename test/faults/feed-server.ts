import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { INSTALLED, isFalse, RENTING, RETURNING } from "../../functions/core/flags.ts";
import type { Random } from "../../local/city/random.ts";
import type { Answers } from "./answers.ts";
import type { Body, SimulatedFeed } from "./feed.ts";
import type { Fault, Mishaps } from "./mishaps.ts";

/** The bytes sent, and what then happens to the connection. */
export interface Reply {
  readonly bytes: Buffer;
  readonly ending: "whole" | "ended" | "reset" | "silence";
}

export interface Asked {
  readonly asker: string;
  readonly systemId: string;
  readonly host: string;
  readonly path: string;
  /** If-None-Match. */
  readonly etag: string | null;
  /** If-Modified-Since. */
  readonly lastModified: string | null;
}

interface Response {
  readonly status: number;
  readonly fields?: Readonly<Record<string, string>>;
  readonly text?: string;
}

const HOPS_MAX = 3;
const PATIENCE_SECONDS = [120, 200, 700];
const REASONS = new Map([
  [101, "Switching Protocols"],
  [200, "OK"],
  [302, "Found"],
  [304, "Not Modified"],
]);

const PACKED: Readonly<Record<string, (text: string) => Buffer>> = {
  gzip: (text) => gzipSync(text, { level: 1 }),
  deflate: (text) => deflateSync(text, { level: 1 }),
  br: (text) => brotliCompressSync(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
};

/** The web server of one feed: GBFS over HTTP/1.1, and everything that goes wrong with it. */
export class FeedServer {
  readonly #feed: SimulatedFeed;
  readonly #random: Random;
  readonly #mishaps: Mishaps;
  readonly #answers: Answers;
  readonly #now: () => number;
  readonly #encoding: string | null;

  constructor(
    feed: SimulatedFeed,
    random: Random,
    mishaps: Mishaps,
    answers: Answers,
    now: () => number,
    isWide: boolean,
  ) {
    this.#feed = feed;
    this.#random = random;
    this.#mishaps = mishaps;
    this.#answers = answers;
    this.#now = now;
    const encodings = [null, null, null, null, null, "gzip", "deflate", "br"];
    this.#encoding = isWide ? null : (encodings[random.below(encodings.length)] ?? null);
  }

  answer(asked: Asked): Reply {
    const [path = "", query = ""] = asked.path.split("?");
    const hop = Number(query.replace("hop=", ""));
    if (hop > HOPS_MAX) this.#answers.accuse(`${asked.asker} followed ${hop} redirects`);
    const isStatus = path === "/status";
    if (isStatus) this.#answers.say(asked, null);
    const redirect = this.#redirect(asked.host, path, hop);
    if (redirect !== null) return this.#whole(redirect);
    const refusal = this.#refusal(asked, path);
    if (refusal !== null) return this.#whole(refusal);
    const isEnding = (fault: Fault) => this.#mishaps.strike(fault, 0.7);
    const body = isStatus ? this.#body() : null;
    const reply = this.#reply(asked, path, body);
    if (isEnding("feed hung")) return this.#cut(reply, "silence");
    if (isEnding("feed's answer cut short")) {
      return this.#cut(reply, this.#random.chance(0.5) ? "ended" : "reset");
    }
    if (body !== null && reply.fields?.["content-encoding"] !== "nonsense") this.#answers.say(asked, body);
    return this.#whole(reply);
  }

  /** Redirects to itself, endlessly, to plain HTTP, or to a private address. */
  #redirect(host: string, path: string, hop: number): Response | null {
    const goesOn = hop > 0 && this.#random.chance(0.85);
    if (!goesOn && !this.#mishaps.strike("feed redirected", 0.7)) return null;
    const next = `${path}?hop=${hop + 1}`;
    const places = [next, next, next, `http://${host}${next}`, `https://private.feeds.example${next}`];
    return { status: 302, fields: { location: places[this.#random.below(places.length)] ?? next } };
  }

  #refusal(asked: Asked, path: string): Response | null {
    const random = this.#random;
    if (this.#mishaps.strike("feed asked for patience", 0.7)) {
      const seconds = PATIENCE_SECONDS[random.below(PATIENCE_SECONDS.length)] ?? 0;
      const until = this.#now() + seconds * 1_000;
      this.#answers.askForPatience(asked, until);
      const header = random.chance(0.5) ? String(seconds) : new Date(until).toUTCString();
      return { status: 429, fields: { "retry-after": header } };
    }
    if (this.#mishaps.strike("feed switched protocols", 0.7)) {
      return { status: 101, fields: { upgrade: "x", connection: "upgrade" } };
    }
    if (this.#mishaps.strike("feed failed", 1.5)) return { status: random.chance(0.3) ? 404 : 503 };
    if (path === "/information" && this.#mishaps.strike("names not to be had", 3)) {
      return { status: random.chance(0.5) ? 404 : 503 };
    }
    if (this.#mishaps.strike("feed answered with something else", 0.7)) {
      const texts = ["<html>soon</html>", "", "{}", '{"data":{"stations":[]}}', '{"data":{"stations":[1]}}'];
      return { status: 200, text: texts[random.below(texts.length)] ?? "" };
    }
    // Imitates a cache that looks at the address alone.
    const isConditional = asked.etag !== null || asked.lastModified !== null;
    if (!isConditional && this.#mishaps.strike("feed answered 304 unasked", 0.7)) return { status: 304 };
    return null;
  }

  #body(): Body {
    const body = this.#mishaps.strike("feed regressed", 3) ? this.#feed.oldest : this.#feed.newest;
    if (!this.#mishaps.strike("feed lost stations", 2) || body.stations.length < 2) return body;
    return { ...body, etag: null, lastModified: null, stations: body.stations.slice(1) };
  }

  #reply(asked: Asked, path: string, body: Body | null): Response {
    if (body === null) return this.#packed(path === "/gbfs.json" ? discovery(asked.host) : this.#names(), {});
    const { etag, lastModified } = body;
    // A request with both fields is answered by its ETag.
    const isKnown = asked.etag === null ? lastModified === asked.lastModified : etag === asked.etag;
    const fields = {
      ...(etag === null ? {} : { etag }),
      ...(lastModified === null ? {} : { "last-modified": lastModified }),
    };
    if (isKnown && (asked.etag ?? asked.lastModified) !== null) return { status: 304, fields };
    return this.#packed(statusOf(body), fields);
  }

  #names(): string {
    const stations = this.#feed.roster().map(({ stationId, latitude, longitude, name, address }) => ({
      station_id: stationId,
      name,
      address,
      lat: latitude,
      lon: longitude,
    }));
    return JSON.stringify({ data: { stations } });
  }

  #packed(text: string, fields: Readonly<Record<string, string>>): Response {
    const encoding = this.#mishaps.strike("feed packed its body wrongly", 0.7) ? "nonsense" : this.#encoding;
    return {
      status: 200,
      text,
      fields: { ...fields, ...(encoding === null ? {} : { "content-encoding": encoding }) },
    };
  }

  #whole(response: Response): Reply {
    return { bytes: this.#bytesOf(response), ending: "whole" };
  }

  #cut(response: Response, ending: Reply["ending"]): Reply {
    const bytes = this.#bytesOf(response);
    return { bytes: bytes.subarray(0, this.#random.below(bytes.length)), ending };
  }

  #bytesOf({ status, fields = {}, text = "" }: Response): Buffer {
    const told = { ...fields };
    const encoding = fields["content-encoding"];
    let body = PACKED[encoding ?? ""]?.(text) ?? Buffer.from(text);
    if (encoding === "nonsense") {
      // Packed and truncated: a body that is not packed at all would be read by what it is.
      const kinds = ["gzip", "br", "deflate"];
      const kind = kinds[this.#random.below(kinds.length)] ?? "gzip";
      told["content-encoding"] = kind;
      body = PACKED[kind]?.(text).subarray(0, -5) ?? body;
    }
    const isChunked = status === 200 && this.#random.chance(0.3);
    if (isChunked) {
      const size = Buffer.from(`${body.length.toString(16)}\r\n`);
      body = Buffer.concat([...(body.length > 0 ? [size, body, END_OF_LINE] : []), LAST_CHUNK]);
      told["transfer-encoding"] = "chunked";
    } else if (!BODILESS.has(status)) told["content-length"] = String(body.length);
    const lines = Object.entries(told).map(([name, value]) => `${name}: ${value}\r\n`);
    const head = `HTTP/1.1 ${status} ${REASONS.get(status) ?? "No"}\r\n${lines.join("")}\r\n`;
    return Buffer.concat([Buffer.from(head, "latin1"), BODILESS.has(status) ? NOTHING : body]);
  }
}

const BODILESS: ReadonlySet<number> = new Set([101, 304]);
const NOTHING = Buffer.alloc(0);
const END_OF_LINE = Buffer.from("\r\n");
const LAST_CHUNK = Buffer.from("0\r\n\r\n");

function discovery(host: string): string {
  const feeds = [
    { name: "station_status", url: `https://${host}/status` },
    { name: "station_information", url: "/information" },
  ];
  return JSON.stringify({ version: "2.3", data: { en: { feeds } } });
}

const statuses = new WeakMap<Body, string>();

function statusOf(body: Body): string {
  const known = statuses.get(body);
  if (known !== undefined) return known;
  const stations = body.stations.map(({ stationId, vehicles, docks, ebikes, flags }) => ({
    station_id: stationId,
    num_bikes_available: vehicles ?? undefined,
    num_docks_available: docks ?? "3",
    num_ebikes_available: ebikes ?? undefined,
    is_installed: !isFalse(flags, INSTALLED),
    is_renting: isFalse(flags, RENTING) ? 0 : 1,
    is_returning: !isFalse(flags, RETURNING),
  }));
  const last_updated = body.publishedAt === null ? undefined : body.publishedAt / 1_000;
  const text = JSON.stringify({ last_updated, ttl: 0, version: "2.3", data: { stations } });
  statuses.set(body, text);
  return text;
}
