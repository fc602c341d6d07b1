import type { Period } from "./level-cells.ts";
import { LISTED } from "./level-codes.ts";
import type { LevelFigures } from "./level-figures.ts";
import type { PastLook } from "./past.ts";
import { type PastStep, PastSteps } from "./past-steps.ts";
import { positionOf } from "./positions.ts";
import type { RosterIndex } from "./roster.ts";
import { LEVEL_CONDITIONS, type LevelCondition, type ServiceTerm } from "./service-terms.ts";
import { type Judged, TermLevels } from "./term-levels.ts";

/** What levels are asked of. */
export interface LevelsQuestion {
  readonly period: Period;
  /** A gap longer than this leaves the time in it unknown. */
  readonly gapMs: number;
  /** The newest roster, which judges the past too; null where there is none. */
  readonly roster: RosterIndex | null;
  /** IANA name of the system's clock; null where nobody gives one, and then no term may have hours. */
  readonly timeZone: string | null;
  readonly terms: readonly ServiceTerm[];
}

/** The levels of one term. */
export interface Levels {
  readonly term: ServiceTerm;
  /** The stations that were listed in the period, by id. */
  readonly stations: readonly StationLevels[];
}

export interface StationLevels {
  readonly stationId: string;
  /** By condition, those of the term; null where the term cannot judge the station, which has no position. */
  readonly figures: Readonly<Partial<Record<LevelCondition, LevelFigures>>> | null;
}

/** Where it is asked without terms: each condition for itself, at all times. */
export const PLAIN_TERM: ServiceTerm = {
  name: "",
  of: LEVEL_CONDITIONS,
  hours: null,
  afterMs: null,
  unless: null,
  penalty: null,
};

/** Computes levels from looks that come one after the other. */
export class ServiceLevels {
  readonly #question: LevelsQuestion;
  readonly #steps: PastSteps;
  readonly #codes: number[] = [];
  readonly #terms: readonly TermLevels[];
  /** When each station was listed, by number: since when, and until when where it is so no longer. */
  readonly #listed: { since: number; until: number }[] = [];
  #clock = Number.NEGATIVE_INFINITY;

  constructor(question: LevelsQuestion) {
    this.#question = question;
    this.#steps = new PastSteps(question.gapMs);
    const { stationIds } = this.#steps;
    const positions = new Map<number, ReturnType<typeof positionOf>>();
    const judged: Judged = {
      period: question.period,
      timeZone: question.timeZone,
      stationIds,
      codes: this.#codes,
      positionOf: (station) => {
        const known = positions.get(station);
        if (known !== undefined) return known;
        const position = positionOf(question.roster?.byId.get(stationIds[station] ?? ""));
        positions.set(station, position);
        return position;
      },
    };
    this.#terms = question.terms.map((term) => new TermLevels(term, judged));
  }

  /** `at` of the newest observed look that was taken; null before the first. */
  get observedAt(): number | null {
    return this.#steps.observedAt;
  }

  /** Takes the next look; returns false where no later one can change the levels of the period any more. */
  take(look: PastLook): boolean {
    for (const step of this.#steps.take(look)) this.#apply(step);
    return this.#clock < this.#question.period.until || this.#terms.some(({ openSpells }) => openSpells > 0);
  }

  /** Returns the levels of each term; `asOf` is when the period ends if it is not over: now, or a tape's last look. */
  end(asOf: number): readonly Levels[] {
    const { until, since } = this.#question.period;
    const ended = Math.min(until, asOf);
    for (const step of this.#steps.end()) this.#apply(step);
    const stations = [...this.#steps.stationIds.entries()]
      .filter(([station]) => {
        const listed = this.#listed[station];
        return listed !== undefined && since < ended && listed.since < ended && listed.until > since;
      })
      .sort(([, a], [, b]) => (a < b ? -1 : 1));
    return this.#terms.map((term) => {
      term.advance(ended);
      return {
        term: term.term,
        stations: stations.map(([station, stationId]) => ({
          stationId,
          figures: term.canJudge(station) ? figuresOf(term, station, ended) : null,
        })),
      };
    });
  }

  #apply(step: PastStep): void {
    // Of a frost that is known to have begun before what is certain, the rest is unknown.
    const at = Math.max(step.from, this.#clock);
    this.#clock = at;
    for (const term of this.#terms) term.advance(at);
    let isNewList = false;
    for (let index = 0; index < step.changes.length; index += 2) {
      const station = step.changes[index] ?? 0;
      const code = step.changes[index + 1] ?? 0;
      if (((this.#codes[station] ?? 0) & LISTED) !== (code & LISTED)) {
        isNewList = true;
        this.#list(station, (code & LISTED) !== 0, at);
      }
      this.#codes[station] = code;
    }
    for (const term of this.#terms) term.step(step, at, isNewList);
  }

  #list(station: number, isListed: boolean, at: number): void {
    const since = this.#listed[station]?.since ?? at;
    this.#listed[station] = { since, until: isListed ? Number.POSITIVE_INFINITY : at };
  }
}

function figuresOf(term: TermLevels, station: number, at: number) {
  const { of } = term.term;
  return Object.fromEntries(
    of.map((condition) => [condition, term.figures(station, condition, at)]),
  ) as Partial<Record<LevelCondition, LevelFigures>>;
}
