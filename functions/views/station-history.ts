import { columnIndex, countsIn } from "../core/columns.ts";
import { isoTime } from "../core/iso-time.ts";
import type { Period } from "../core/level-cells.ts";
import { LISTED, momentOf, NOT_SO, OUTSIDE, SO } from "../core/level-codes.ts";
import type { Observed } from "../core/measures.ts";
import type { PastLook } from "../core/past.ts";
import { type PastStep, PastSteps } from "../core/past-steps.ts";
import { LEVEL_CONDITIONS, type LevelCondition } from "../core/service-terms.ts";

/** What a station was believed to be for a while. */
export interface StationSpan {
  readonly from: number;
  readonly until: number;
  /** Null where nothing is known: a hole, a gap, a frozen feed, or a station that the feed does not have. */
  readonly counts: Observed | null;
  /** Whether each condition was so, by the plain rules at zero; null is unknown. */
  readonly is: Readonly<Record<LevelCondition, boolean | null>>;
  /** Outside its opening hours, which is no time at all for service levels. */
  readonly isOutside: boolean;
}

/** What a station was in a period, in spans that follow one another, and what is missing, in sentences. */
export interface StationPast {
  readonly spans: readonly StationSpan[];
  readonly holes: readonly string[];
}

const NOTHING_IS_KNOWN = { closed: null, empty: null, full: null } as const;

/** Follows one station through looks that come one after the other. */
export class StationHistory {
  readonly #stationId: string;
  readonly #period: Period;
  readonly #steps: PastSteps;
  /** When the station's counts changed, and to what, in order. */
  readonly #counts: { readonly from: number; readonly counts: Observed | null }[] = [];
  /** When what is known of its conditions changed, and to what, in order. */
  readonly #codes: { readonly from: number; readonly isKnown: boolean; readonly code: number }[] = [];
  readonly #holes: string[] = [];
  #station: number | null = null;
  #code = 0;

  /** A gap longer than `gapMs` leaves the time in it unknown. */
  constructor(stationId: string, period: Period, gapMs: number) {
    this.#stationId = stationId;
    this.#period = period;
    this.#steps = new PastSteps(gapMs);
  }

  take(look: PastLook): void {
    for (const step of this.#steps.take(look)) this.#apply(step);
    const { at, believed, hole } = look;
    if (hole !== null && at >= this.#period.since && at < this.#period.until)
      this.#holes.push(`${isoTime(at)}: ${hole}`);
    if (believed === null) return;
    const column = columnIndex(believed.stationIds).get(this.#stationId);
    const counts =
      column === undefined || believed.columns.present[column] !== true
        ? null
        : countsIn(believed.columns, column);
    if (!isSame(this.#counts.at(-1)?.counts ?? null, counts))
      this.#counts.push({ from: believed.since, counts });
  }

  /** Returns the past of the station; nothing is known after the newest observed look. */
  end(): StationPast {
    for (const step of this.#steps.end()) this.#apply(step);
    const { since } = this.#period;
    // What the newest look shows may hold until the system was retired.
    const newest = Math.max(this.#steps.observedAt ?? since, this.#codes.at(-1)?.from ?? since);
    const until = Math.min(this.#period.until, newest);
    const times = [
      since,
      ...this.#codes.map(({ from }) => from),
      ...this.#counts.map(({ from }) => from),
      until,
    ];
    const cuts = [...new Set(times)].filter((at) => at >= since && at <= until).sort((a, b) => a - b);
    const spans: StationSpan[] = [];
    let code = 0;
    let count = 0;
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      while ((this.#codes[code]?.from ?? Infinity) <= from) code++;
      while ((this.#counts[count]?.from ?? Infinity) <= from) count++;
      const said = this.#codes[code - 1];
      const span = spanOf(said?.isKnown === true ? said.code : 0, this.#counts[count - 1]?.counts ?? null);
      const before = spans.at(-1);
      const end = cuts[index + 1] ?? until;
      if (
        before !== undefined &&
        isSame(before.counts, span.counts) &&
        isSame(before.is, span.is) &&
        before.isOutside === span.isOutside
      )
        spans[spans.length - 1] = { ...before, until: end };
      else spans.push({ from, until: end, ...span });
    }
    return { spans, holes: this.#holes };
  }

  #apply({ from, isKnown, changes }: PastStep): void {
    this.#station ??= numberOf(this.#steps.stationIds, this.#stationId);
    for (let index = 0; index < changes.length; index += 2) {
      if (changes[index] === this.#station) this.#code = changes[index + 1] ?? 0;
    }
    const last = this.#codes.at(-1);
    if (last?.isKnown === isKnown && last.code === this.#code) return;
    this.#codes.push({ from: Math.max(from, last?.from ?? from), isKnown, code: this.#code });
  }
}

function numberOf(stationIds: readonly string[], stationId: string): number | null {
  const number = stationIds.indexOf(stationId);
  return number === -1 ? null : number;
}

function spanOf(code: number, counts: Observed | null): Omit<StationSpan, "from" | "until"> {
  const isOutside = (code & OUTSIDE) !== 0;
  if ((code & LISTED) === 0) return { counts: null, is: NOTHING_IS_KNOWN, isOutside: false };
  const is = Object.fromEntries(
    LEVEL_CONDITIONS.map((condition) => [condition, truthOf(momentOf(code & ~OUTSIDE, condition))]),
  ) as StationSpan["is"];
  return { counts, is, isOutside };
}

function truthOf(moment: number): boolean | null {
  return moment === SO ? true : moment === NOT_SO ? false : null;
}

/** Compares small flat objects, and null. */
function isSame(a: object | null, b: object | null): boolean {
  if (a === null || b === null) return a === b;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => a[name as keyof typeof a] === b[name as keyof typeof b])
  );
}

/** Returns how many milliseconds of the spans each condition was so, and how long nothing was known of any. */
export function timesOf(
  spans: readonly StationSpan[],
): Readonly<Record<LevelCondition | "unknown" | "outside", number>> {
  const times = { closed: 0, empty: 0, full: 0, unknown: 0, outside: 0 };
  for (const { from, until, is, isOutside } of spans) {
    const lasted = until - from;
    if (isOutside) times.outside += lasted;
    else if (LEVEL_CONDITIONS.every((condition) => is[condition] === null)) times.unknown += lasted;
    else for (const condition of LEVEL_CONDITIONS) if (is[condition] === true) times[condition] += lasted;
  }
  return times;
}
