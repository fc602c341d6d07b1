import type { RosterStation } from "../../functions/core/roster.ts";
import { createRandom, type Random } from "../../local/city/random.ts";
import { type Book, bookOf, hoursOf, minutes, pick } from "./book.ts";
import { FEED_TEXTS, type Hours } from "./hours.ts";
import type { Poll, Reading } from "./poll.ts";

/** The newest roster that is known. */
export interface Places {
  readonly hours: Hours;
  readonly stations: readonly RosterStation[];
}

export interface Step {
  readonly poll: Poll;
  readonly book: number;
  readonly places: Places | null;
  readonly arrivedAt: number;
}

export interface History {
  readonly seed: number;
  readonly books: readonly Book[];
  readonly steps: readonly Step[];
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** A Monday, half an hour before a span of the hours begins. */
const T0 = Date.UTC(2026, 4, 4, 8, 0, 0);
/** With so many stations some guards conclude something, which they do not with fewer. */
const WIDE = 9;
const IDS = ["a", "b", "__proto__", "é/1", "d", "e", "f", "g", "h", "i", "j", "k"];
const IN_SERVICE = { isInstalled: true, isRenting: true, isReturning: true };
const AS_JCDECAUX = {
  isClosedByOperator: false,
  isDisconnected: false,
  isContradicted: false,
  docksAre: null,
};

/** Makes a history that its seed decides. Its alphabets are small, so that equal times and exact bounds are common. */
export function historyOf(seed: number): History {
  const random = createRandom(seed);
  if (random.chance(0.01)) return crowdOf(seed, random);
  const isWide = random.chance(0.1);
  const ids = IDS.slice(0, isWide ? WIDE + random.below(3) : 1 + random.below(5));
  const books = Array.from({ length: 1 + random.below(3) }, (_, at) => bookOf(random, `book-${at}`));
  return { seed, books, steps: new Polls(random, ids, books.length).make(isWide ? 12 : 24) };
}

/** So many stations that what is absent, or new, no longer fits: a feed whose ids change. */
function crowdOf(seed: number, random: Random): History {
  const ids = Array.from({ length: 300 }, (_, at) => `s${at}`);
  const books = [bookOf(random, "book-0")];
  return { seed, books, steps: new Polls(random, ids, books.length).makeCrowd() };
}

class Polls {
  readonly #random: Random;
  readonly #ids: readonly string[];
  readonly #books: number;
  #at = T0;
  #snapshotAt = T0;
  #readings: readonly Reading[] = [];
  #places: Places | null = null;
  #book = 0;
  /** What a crowd's stations have said; they go on saying it. */
  readonly #known = new Map<string, Reading>();

  constructor(random: Random, ids: readonly string[], books: number) {
    this.#random = random;
    this.#ids = ids;
    this.#books = books;
  }

  make(stepsMax: number): Step[] {
    const random = this.#random;
    if (random.chance(0.5)) this.#at += minutes(random, 12, 15, 45, 12 * 60);
    if (random.chance(0.6)) this.#places = this.#placesOf();
    return Array.from({ length: 2 + random.below(stepsMax - 1) }, () => this.#step());
  }

  /** A window of ids that moves on: some stations leave at each poll, and others come. */
  makeCrowd(): Step[] {
    const random = this.#random;
    let first = 0;
    const size = 50 + random.below(60);
    return Array.from({ length: 4 + random.below(6) }, () => {
      const step = this.#step();
      if (step.poll.type !== "snapshot") return step;
      first += pick(random, [0, 1, 2, 10, 50, 51, 60]);
      const from = Math.min(first, this.#ids.length - size);
      // Sometimes the feed loses most of them for a while, and a few new ones come.
      const to = from + (random.chance(0.3) ? Math.floor(size / 3) : size);
      const readings = this.#ids.slice(from, to).map((id) => this.#known.get(id) ?? this.#reading(id));
      for (const one of readings) this.#known.set(one.stationId, one);
      this.#readings = readings;
      return { ...step, poll: { ...step.poll, readings } };
    });
  }

  #step(): Step {
    const random = this.#random;
    this.#at += this.#pause();
    if (random.chance(0.06)) this.#book = random.below(this.#books);
    if (random.chance(0.05)) this.#places = random.chance(0.8) ? this.#placesOf() : null;
    const arrivedAt = this.#at + random.below(3) * 1_000;
    return { poll: this.#poll(), book: this.#book, places: this.#places, arrivedAt };
  }

  #pause(): number {
    const random = this.#random;
    if (random.chance(0.75)) return MINUTE_MS;
    if (random.chance(0.1)) return pick(random, [7 * DAY_MS, 7 * DAY_MS - MINUTE_MS, DAY_MS]);
    return minutes(random, -1, 0, 0.5, 2, 3, 5, 10, 15, 30, 31) + pick(random, [0, 0, 0, 1, -1]);
  }

  #poll(): Poll {
    const random = this.#random;
    const at = this.#at;
    const kind = random.below(100);
    if (kind < 18) return { type: "unchanged", at, snapshotAt: this.#snapshotAt };
    if (kind < 20) return { type: "unchanged", at, snapshotAt: this.#snapshotAt - MINUTE_MS };
    if (kind < 28) return { type: "failed", at, reason: "it answered 503", httpStatus: 503 };
    if (kind < 30) return { type: "retired", at };
    this.#readings = this.#nextReadings();
    this.#snapshotAt = at;
    const publishedAt = random.chance(0.6) ? at - minutes(random, 0, 0, 1, 2, 5, -1) : null;
    return { type: "snapshot", at, publishedAt, readings: this.#readings };
  }

  /** What changes from one snapshot to the next: nothing, a station, many in one way, or all. */
  #nextReadings(): readonly Reading[] {
    const random = this.#random;
    const before = this.#readings;
    const kind = random.below(100);
    if (before.length === 0 || kind < 12) return this.#fresh();
    if (kind < 30) return before;
    if (kind < 75) {
      const changed = random.below(before.length);
      return before.map((one, at) => (at === changed ? this.#reading(one.stationId) : one));
    }
    if (kind < 83) return before.filter((_, at) => at === 0 || random.chance(0.6));
    // A record lists each station once: feeds are read so. Of two the fold takes the last, but a guard counts both.
    if (kind < 88 && this.#ids.length < WIDE) {
      return [...before, this.#reading(this.#ids[random.below(this.#ids.length)] ?? "a")];
    }
    const change = pick<Partial<Reading>>(random, [
      { isRenting: false, isReturning: false },
      { vehicles: 0 },
      { docks: 0, ...IN_SERVICE },
      { isInstalled: false },
      { vehicles: 3, docks: 3, ...IN_SERVICE },
    ]);
    const share = pick(random, [0.5, 0.8, 1]);
    // Sometimes all but one: nine of ten are a bound.
    const spared = random.chance(0.3) ? random.below(before.length) : null;
    return before.map((one, at) => (at !== spared && random.chance(share) ? { ...one, ...change } : one));
  }

  #fresh(): readonly Reading[] {
    const ids = this.#ids.filter(() => this.#random.chance(0.9));
    return (ids.length === 0 ? this.#ids : ids).map((id) => this.#reading(id));
  }

  #reading(stationId: string): Reading {
    const random = this.#random;
    const count = () => pick(random, [0, 0, 1, 2, 3, 4, null, 999_999]);
    const isPlain = random.chance(0.7);
    const flag = () => (isPlain || random.chance(0.6) ? true : pick<boolean | null>(random, [false, null]));
    return {
      stationId,
      vehicles: count(),
      docks: count(),
      ebikes: random.chance(0.3) ? null : count(),
      isInstalled: flag(),
      isRenting: flag(),
      isReturning: flag(),
      ...AS_JCDECAUX,
      isClosedByOperator: !isPlain && random.chance(0.1),
      isDisconnected: !isPlain && random.chance(0.1),
      isContradicted: !isPlain && random.chance(0.1),
      docksAre: isPlain ? null : pick(random, [null, null, "contradicted" as const, "negative" as const]),
    };
  }

  /** Places in a row to the north: steps of 0.006 degrees are 667 metres, so that the third is beyond 2 km. */
  #placesOf(): Places {
    const random = this.#random;
    const [hoursShare, docklessShare] = [pick(random, [0, 0, 0, 0.3, 1]), pick(random, [0, 0, 0, 0.3])];
    const stations = this.#ids.flatMap((stationId, at): RosterStation[] => {
      if (random.chance(0.1)) return [];
      const isPlaced = random.chance(0.9);
      return [
        {
          stationId,
          name: `Place ${stationId}`,
          address: random.chance(0.5) ? `${at} Hill Street` : null,
          latitude: isPlaced ? 45 + random.below(5) * 0.006 : null,
          longitude: isPlaced ? 4 + random.below(2) * 0.005 : null,
          capacity: random.chance(0.5) ? 20 : null,
          ...(random.chance(hoursShare) ? { openingHours: pick(random, FEED_TEXTS) } : {}),
          ...(random.chance(docklessShare) ? { hasDocks: false as const } : {}),
        },
      ];
    });
    return { hours: hoursOf(random, FEED_TEXTS), stations };
  }
}
