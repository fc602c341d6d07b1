import { type HoursEdge, hoursEdges, isWithinAt } from "./hours-edges.ts";
import { LevelCells, type Period } from "./level-cells.ts";
import { helpFrom, LISTED, momentOf, NO_TIME, NOT_KNOWN, NOT_SO, SO } from "./level-codes.ts";
import type { LevelFigures } from "./level-figures.ts";
import { type Neighbours, neighboursOf, type Placed } from "./neighbours.ts";
import type { PastStep } from "./past-steps.ts";
import type { Position } from "./positions.ts";
import type { LevelCondition, ServiceTerm } from "./service-terms.ts";

/** What the terms of a system are judged by, and what is known of its stations at the step that is taken. */
export interface Judged {
  readonly period: Period;
  /** IANA name; null where nobody gives one, and then no term has hours. */
  readonly timeZone: string | null;
  readonly stationIds: readonly string[];
  /** Codes of level-codes.ts, by the stations' numbers. */
  readonly codes: readonly number[];
  positionOf(station: number): Position | null;
}

/** Judges one term, step by step. */
export class TermLevels {
  readonly term: ServiceTerm;
  readonly #judged: Judged;
  readonly #cells: LevelCells;
  #edges: Iterator<HoursEdge, never> | null = null;
  #nextEdge: HoursEdge | null = null;
  #isWithinHours = true;
  #isKnown = false;
  #neighbours: Neighbours | null = null;

  constructor(term: ServiceTerm, judged: Judged) {
    this.term = term;
    this.#judged = judged;
    this.#cells = new LevelCells(term, judged.period);
  }

  get openSpells(): number {
    return this.#cells.openSpells;
  }

  /**
   * Takes a step whose changes are in the codes; `advance` has gone to `at`, its moment, before they were. `isNewList`
   * tells that stations have come or gone.
   */
  step({ isKnown, changes, isEnd }: PastStep, at: number, isNewList: boolean): void {
    const { unless, of } = this.term;
    const { stationIds } = this.#judged;
    if (isNewList) {
      this.#cells.widen(stationIds.length * of.length);
      if (unless !== null) this.#neighbours = neighboursOf(this.#placed(), unless);
    }
    const isForAll = isKnown !== this.#isKnown || (isNewList && unless !== null);
    this.#isKnown = isKnown;
    if (isForAll) this.#turnAll(at, isEnd);
    else {
      for (let index = 0; index < changes.length; index += 2) {
        const station = changes[index] ?? 0;
        this.#turn(station, at);
        for (const other of this.#neighbours?.around.get(station) ?? []) this.#turn(other, at);
      }
    }
  }

  /** Takes the beginnings and ends of hours up to this moment. */
  advance(to: number): void {
    const { hours } = this.term;
    const { timeZone } = this.#judged;
    if (hours === null || timeZone === null) return;
    if (this.#edges === null) {
      this.#edges = hoursEdges(hours, to, timeZone);
      this.#isWithinHours = isWithinAt(hours, to, timeZone);
      this.#nextEdge = this.#edges.next().value;
    }
    while (this.#nextEdge !== null && this.#nextEdge.at <= to) {
      const { at, isWithin } = this.#nextEdge;
      const isNew = isWithin !== this.#isWithinHours;
      this.#isWithinHours = isWithin;
      if (isNew) this.#turnAll(at);
      this.#nextEdge = this.#edges.next().value;
    }
  }

  /** Returns whether the term can judge the station: where neighbours count, it needs a position. */
  canJudge(station: number): boolean {
    return this.term.unless === null || this.#judged.positionOf(station) !== null;
  }

  /** Returns what the station's condition has counted as until `at`; `advance` has gone there before. */
  figures(station: number, condition: LevelCondition, at: number): LevelFigures {
    const { of } = this.term;
    return this.#cells.figures(station * of.length + of.indexOf(condition), at);
  }

  #placed(): Placed[] {
    const { stationIds, codes } = this.#judged;
    return stationIds.flatMap((stationId, station) => {
      const position = ((codes[station] ?? 0) & LISTED) === 0 ? null : this.#judged.positionOf(station);
      return position === null ? [] : [{ station, stationId, ...position }];
    });
  }

  #turnAll(at: number, isEnd = false): void {
    for (let station = 0; station < this.#judged.stationIds.length; station++) this.#turn(station, at, isEnd);
  }

  #turn(station: number, at: number, isEnd = false): void {
    const { of } = this.term;
    for (let index = 0; index < of.length; index++) {
      const moment = this.#momentOf(station, of[index] as LevelCondition);
      this.#cells.turn(station * of.length + index, moment, at, isEnd);
    }
  }

  #momentOf(station: number, condition: LevelCondition): number {
    if (!this.#isWithinHours) return NO_TIME;
    const moment = momentOf(this.#judged.codes[station] ?? 0, condition);
    if (moment === NO_TIME) return NO_TIME;
    if (this.#neighbours === null) return this.#isKnown ? moment : NOT_KNOWN;
    const neighbours = this.#neighbours.of.get(station);
    if (neighbours === undefined) return NO_TIME;
    return this.#isKnown ? this.#besides(moment, neighbours, condition) : NOT_KNOWN;
  }

  /** An unknown neighbour leaves it unknown whether the time counts, and one that can help makes it not count. */
  #besides(moment: number, neighbours: readonly number[], condition: LevelCondition): number {
    let isHelped = false;
    for (const neighbour of neighbours) {
      const help = helpFrom(this.#judged.codes[neighbour] ?? 0, condition);
      if (help === "unknown") return NOT_KNOWN;
      isHelped ||= help === "help";
    }
    return moment === SO && isHelped ? NOT_SO : moment;
  }
}
