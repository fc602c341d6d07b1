import { momentOf, SO } from "../core/level-codes.ts";
import type { PastLook } from "../core/past.ts";
import { type PastStep, PastSteps } from "../core/past-steps.ts";
import { LEVEL_CONDITIONS, type LevelCondition } from "../core/service-terms.ts";

/** How many stations were empty, full and closed, on the mean of the known time; null where nothing is known. */
export type CityCounts = Readonly<Record<LevelCondition, number>> | null;

/** From this moment on, in milliseconds since the epoch, so many stations were so; null: nothing is known. */
interface CityStep {
  readonly from: number;
  readonly counts: CityCounts;
}

/** Follows how many stations of a system are empty, full and closed, through looks that come one after the other. */
export class CityHistory {
  readonly #steps: PastSteps;
  readonly #codes: number[] = [];
  readonly #counts: Record<LevelCondition, number> = { closed: 0, empty: 0, full: 0 };
  readonly #course: CityStep[] = [];

  /** A gap longer than `gapMs` leaves the time in it unknown. */
  constructor(gapMs: number) {
    this.#steps = new PastSteps(gapMs);
  }

  take(look: PastLook): void {
    for (const step of this.#steps.take(look)) this.#apply(step);
  }

  /** Call once, after the last look. */
  end(): void {
    for (const step of this.#steps.end()) this.#apply(step);
  }

  /** Returns the mean counts from `since` to before `until`. */
  meanIn(since: number, until: number): CityCounts {
    const sums = { closed: 0, empty: 0, full: 0 };
    let knownMs = 0;
    for (let index = this.#firstAt(since); index < this.#course.length; index++) {
      const { from, counts } = this.#course[index] ?? { from: until, counts: null };
      if (from >= until) break;
      const to = Math.min(until, this.#course[index + 1]?.from ?? from);
      const lasted = to - Math.max(since, from);
      if (counts === null || lasted <= 0) continue;
      knownMs += lasted;
      for (const condition of LEVEL_CONDITIONS) sums[condition] += counts[condition] * lasted;
    }
    if (knownMs === 0) return null;
    const mean = (condition: LevelCondition) => Math.round((sums[condition] / knownMs) * 10) / 10;
    return { closed: mean("closed"), empty: mean("empty"), full: mean("full") };
  }

  /** The place of the step that was so at this moment, or of the first one. */
  #firstAt(at: number): number {
    let low = 0;
    let high = this.#course.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#course[middle]?.from ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return Math.max(0, low - 1);
  }

  #apply({ from, isKnown, changes }: PastStep): void {
    for (let index = 0; index < changes.length; index += 2) {
      const station = changes[index] ?? 0;
      this.#count(this.#codes[station] ?? 0, -1);
      this.#codes[station] = changes[index + 1] ?? 0;
      this.#count(this.#codes[station] ?? 0, 1);
    }
    // A frost may be found to have begun before what is certain: the rest of it is unknown.
    const at = Math.max(from, this.#course.at(-1)?.from ?? from);
    this.#course.push({ from: at, counts: isKnown ? { ...this.#counts } : null });
  }

  #count(code: number, by: number): void {
    for (const condition of LEVEL_CONDITIONS) {
      if (momentOf(code, condition) === SO) this.#counts[condition] += by;
    }
  }
}
