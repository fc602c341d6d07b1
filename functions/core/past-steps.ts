import { columnIndex } from "./columns.ts";
import { codeIn, isNews } from "./level-codes.ts";
import type { Believed, PastLook } from "./past.ts";

/** From this moment on, it is known or not what the stations are, and these stations have become so. */
export interface PastStep {
  readonly from: number;
  isKnown: boolean;
  /** Stations by their numbers, each followed by its new code; 0 where it is no longer listed. */
  readonly changes: readonly number[];
  /** True of the newest look's own end, at which no station changes: what runs then may run on. */
  readonly isEnd?: boolean;
}

/**
 * Turns looks into steps: from when on what is known, as DESIGN has it. A step is given out only when no later look can
 * change it: a hold may reach back behind looks, and a feed that is found frozen has been so for hours. What is kept
 * waiting is small, since nothing changes in a feed that stands still.
 */
export class PastSteps {
  /** The ids of all stations that were ever listed; a station's number is its place here. */
  readonly stationIds: string[] = [];
  /** `at` of the newest observed look; null before the first. */
  observedAt: number | null = null;
  readonly #gapMs: number;
  /** The same while what that look shows may still hold; null when it cannot be read, or the system was retired. */
  #heldAt: number | null = null;
  readonly #numbers = new Map<string, number>();
  /** What the newest believed look says of each station, by number. */
  readonly #codes: number[] = [];
  #waiting: PastStep[] = [];
  #isKnown = false;
  #lastAt: number | null = null;
  #before: Believed | null = null;
  /** The numbers of the stations in the columns of `#before`. */
  #places: number[] = [];

  constructor(gapMs: number) {
    this.#gapMs = gapMs;
  }

  /** Takes the next look, and returns the steps that are now certain, in order of time. */
  take({ at, previousAt, verdict, believed, hole }: PastLook): readonly PastStep[] {
    const lastAt = this.#lastAt;
    this.#lastAt = at;
    if (lastAt !== null && (previousAt !== lastAt || (believed !== null && hole !== null))) {
      this.#nothingKnownFrom(lastAt);
      this.#before = null;
    }
    if (verdict === "observed") this.observedAt = at;
    if (believed !== null) return this.#believe(believed, at);
    if (verdict === "observed" || verdict === "retired") this.#endHold(at);
    return [];
  }

  /** Returns the steps that waited, when there are no more looks; nothing is known after the newest observed one. */
  end(): readonly PastStep[] {
    const heldAt = this.#heldAt;
    const waited = this.#certain();
    if (heldAt === null) return waited;
    const known = waited.filter(({ from }) => from <= heldAt);
    return [...known, { from: heldAt, isKnown: false, changes: [], isEnd: true }];
  }

  #believe(believed: Believed, at: number): readonly PastStep[] {
    const { since, frozenSince } = believed;
    this.#endGap(since);
    // What was unknown between a hold's first sighting and its confirmation is known now.
    while (isBare(this.#waiting.at(-1), since)) this.#waiting.pop();
    const changes: number[] = [];
    const isMoving = this.#compare(believed, changes);
    const isKnownAgain = !this.#isKnown && (frozenSince === null || frozenSince > since);
    if (isKnownAgain || changes.length > 0) this.#waiting.push({ from: since, isKnown: true, changes });
    this.#isKnown = true;
    if (frozenSince !== null) this.#nothingKnownFrom(frozenSince);
    this.#heldAt = at;
    this.#before = believed;
    return isMoving ? this.#certain() : [];
  }

  /** What was shown holds until here and is not known from here on. */
  #endHold(at: number): void {
    this.#endGap(at);
    this.#nothingKnownFrom(at);
    this.#heldAt = null;
    this.#before = null;
  }

  /** A beginning that is too long after the newest observed look leaves the time between unknown. */
  #endGap(begin: number): void {
    if (this.#heldAt !== null && begin - this.#heldAt > this.#gapMs) this.#nothingKnownFrom(this.#heldAt);
  }

  #nothingKnownFrom(from: number): void {
    this.#isKnown = false;
    // What waits is in order of time.
    const later = this.#waiting.filter((step) => step.from >= from);
    for (const step of later) step.isKnown = false;
    const step: PastStep = { from, isKnown: false, changes: [] };
    if (later[0]?.from !== from) this.#waiting.splice(this.#waiting.length - later.length, 0, step);
  }

  #certain(): readonly PastStep[] {
    const certain = this.#waiting;
    this.#waiting = [];
    return certain;
  }

  /** Adds what has changed since the look before, and returns whether the feed has moved: then it is not frozen. */
  #compare(believed: Believed, changes: number[]): boolean {
    const { stationIds, columns, outside, changed } = believed;
    const before = this.#before;
    let isMoving = false;
    const isSameList = before !== null && before.stationIds === stationIds;
    if (!isSameList) this.#list(stationIds, changes);
    const places = this.#places;
    const look = (column: number) => {
      const station = places[column] ?? 0;
      const code = codeIn(columns, column, outside === "all" || outside?.[column] === true);
      const known = this.#codes[station] ?? 0;
      if (code === known) return;
      isMoving ||= isNews(known, code);
      this.#codes[station] = code;
      changes.push(station, code);
    };
    if (isSameList && changed !== null && isSameOutside(before.outside, outside)) changed.forEach(look);
    else for (let column = 0; column < places.length; column++) look(column);
    return isMoving;
  }

  /** Numbers the stations of a list, and adds those that it no longer has. */
  #list(stationIds: readonly string[], changes: number[]): void {
    this.#places = stationIds.map((stationId) => {
      const known = this.#numbers.get(stationId);
      if (known !== undefined) return known;
      const station = this.stationIds.push(stationId) - 1;
      this.#numbers.set(stationId, station);
      return station;
    });
    const listed = columnIndex(stationIds);
    for (const [station, stationId] of this.stationIds.entries()) {
      if ((this.#codes[station] ?? 0) === 0 || listed.has(stationId)) continue;
      this.#codes[station] = 0;
      changes.push(station, 0);
    }
  }
}

/** Returns whether the step says nothing but that nothing is known, from this moment on or later. */
function isBare(step: PastStep | undefined, from: number): boolean {
  return step !== undefined && step.from >= from && !step.isKnown && step.changes.length === 0;
}

function isSameOutside(before: Believed["outside"], after: Believed["outside"]): boolean {
  if (before === after) return true;
  if (!Array.isArray(before) || !Array.isArray(after)) return false;
  return before.length === after.length && before.every((one, column) => one === after[column]);
}
