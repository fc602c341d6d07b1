import { MOMENTS, NOT_KNOWN, NOT_SO, SO } from "./level-codes.ts";
import type { LevelFigures } from "./level-figures.ts";
import type { ServiceTerm } from "./service-terms.ts";

/** From `since` to before `until`; milliseconds since the epoch. */
export interface Period {
  readonly since: number;
  readonly until: number;
}

interface Spells {
  spells: number;
  longestMs: number;
  violations: number;
  penaltyHundredths: number;
  running: number;
}

const NO_SPELLS: Readonly<Spells> = {
  spells: 0,
  longestMs: 0,
  violations: 0,
  penaltyHundredths: 0,
  running: 0,
};

/**
 * Sums the times and the spells of cells: a cell is one condition at one station. Each goes from moment to moment by
 * itself, so that only a cell that changes costs anything. Times are cut at the period's ends; a spell belongs whole to
 * the period in which it begins.
 */
export class LevelCells {
  /** How many spells run that belong to the period. */
  openSpells = 0;
  readonly #term: Pick<ServiceTerm, "afterMs" | "penalty">;
  readonly #period: Period;
  /** What each cell counts as, since when, and the times that it has counted as each. */
  #moments = new Uint8Array(0);
  #since = new Float64Array(0);
  #spent = new Float64Array(0);
  readonly #spells = new Map<number, Spells>();

  constructor(term: Pick<ServiceTerm, "afterMs" | "penalty">, period: Period) {
    this.#term = term;
    this.#period = period;
  }

  /** Makes room for this many cells; a new one counts as no time. */
  widen(count: number): void {
    if (count <= this.#moments.length) return;
    const length = Math.max(count, 2 * this.#moments.length);
    this.#moments = copied(this.#moments, new Uint8Array(length));
    this.#since = copied(this.#since, new Float64Array(length));
    this.#spent = copied(this.#spent, new Float64Array(length * MOMENTS));
  }

  /** From `at` on, the cell counts as this; `isRunning` where that is because nothing more is known. */
  turn(cell: number, moment: number, at: number, isRunning = false): void {
    const before = this.#moments[cell] ?? 0;
    if (before === moment) return;
    const since = this.#since[cell] ?? 0;
    this.#spend(cell, before, since, at);
    if (before === SO) this.#endSpell(cell, since, at, isRunning);
    this.#moments[cell] = moment;
    this.#since[cell] = at;
    if (moment === SO && this.#isWithin(at)) this.openSpells++;
  }

  /** Returns what the cell has counted as, if it goes on as it is until `at`. */
  figures(cell: number, at: number): LevelFigures {
    this.#spend(cell, this.#moments[cell] ?? 0, this.#since[cell] ?? 0, at);
    this.#since[cell] = at;
    const [trueMs = 0, falseMs = 0, unknownMs = 0] = [SO, NOT_SO, NOT_KNOWN].map(
      (moment) => this.#spent[cell * MOMENTS + moment],
    );
    const knownMs = trueMs + falseMs;
    return { trueMs, knownMs, timeMs: knownMs + unknownMs, ...(this.#spells.get(cell) ?? NO_SPELLS) };
  }

  #spend(cell: number, moment: number, from: number, to: number): void {
    const { since, until } = this.#period;
    const spentMs = Math.min(to, until) - Math.max(from, since);
    if (spentMs <= 0) return;
    const place = cell * MOMENTS + moment;
    this.#spent[place] = (this.#spent[place] ?? 0) + spentMs;
  }

  #endSpell(cell: number, from: number, to: number, isRunning: boolean): void {
    if (!this.#isWithin(from)) return;
    this.openSpells--;
    // What begins and ends at one moment, as where hours begin when a neighbour begins to help, is none.
    if (from === to) return;
    const spells = this.#spells.get(cell) ?? { ...NO_SPELLS };
    this.#spells.set(cell, spells);
    spells.spells++;
    spells.longestMs = Math.max(spells.longestMs, to - from);
    if (isRunning) spells.running++;
    const { afterMs, penalty } = this.#term;
    if (afterMs === null || to - from <= afterMs) return;
    spells.violations++;
    if (penalty === null) return;
    spells.penaltyHundredths += penalty.hundredths * Math.ceil((to - from - afterMs) / penalty.perMs);
  }

  #isWithin(at: number): boolean {
    return at >= this.#period.since && at < this.#period.until;
  }
}

function copied<T extends Uint8Array | Float64Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
