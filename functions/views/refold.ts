import { storedNowhere } from "../core/context.ts";
import type { OpenAlert, Resolution } from "../core/effects.ts";
import { FEED_RULES } from "../core/feed-rules.ts";
import { foldPast } from "../core/fold-past.ts";
import { isoOrNull, isoTime } from "../core/iso-time.ts";
import { type RuleState, UNSEEN } from "../core/lifecycle.ts";
import type { PastLook } from "../core/past.ts";
import type { RosterIndex } from "../core/roster.ts";
import type { RuleBook, RuleName } from "../core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../core/state.ts";
import { STATION_RULES, type StationRuleName } from "../core/station-rules.ts";
import type { AlertItem } from "../store/alert-item.ts";
import { parametersOf } from "./explanation.ts";

export const ALERT_TIMES = ["startedAt", "openedAt", "endedAt", "resolvedAt"] as const;

/** The four times of an alert, ISO 8601 in UTC; null is not yet. */
export type AlertTimes = Readonly<Record<(typeof ALERT_TIMES)[number], string | null>>;

/** What came of folding the past of an alert once more. */
export interface Refolded {
  /** The first look that was folded; null where none is kept. */
  readonly from: string | null;
  /** The poll before it; null where it was the system's first, or nobody can tell. */
  readonly before: string | null;
  readonly looks: number;
  /** Null where no such alert came of it. */
  readonly times: AlertTimes | null;
  /** The times that differ from those of the alert. */
  readonly differing: readonly (typeof ALERT_TIMES)[number][];
  /** Rules whose condition held from the first look until the alert began: they may hang on older looks. */
  readonly hangsOn: readonly RuleName[];
  /** Whether the looks reach back to all that may decide on the alert. */
  readonly isFarEnough: boolean;
  /** What is missing in between: a sentence each. */
  readonly holes: readonly string[];
}

const HOUR_MS = 3_600_000;

/** Returns how long before its beginning looks may decide on the alert, by these rules, in milliseconds. */
export function decidingMs(alert: AlertItem, book: RuleBook): number {
  const own = parametersOf(alert, book);
  const delays = [own, ...FEED_RULES.map(({ name }) => book.feed[name])];
  const waits = delays.flatMap((rule) => (rule === null ? [] : [rule.forMs + rule.keepForMs]));
  return HOUR_MS + Math.max(...waits, book.guards.rebaselineAfterMs ?? 0);
}

/** Folds the believed looks of a system's past by the rules of then, and compares one alert with what comes of it. */
export class Refold {
  readonly #alert: AlertItem;
  readonly #decidesSince: number;
  readonly #roster: RosterIndex | null;
  #state: SystemState = NEW_SYSTEM;
  #from: number | null = null;
  #before: number | null = null;
  #isWhole = false;
  /** Whether the first look that shows stations lists some that are absent. */
  #isAnyAbsent: boolean | null = null;
  /** The rules of the look that was taken last. */
  #book: RuleBook | null = null;
  #looks = 0;
  #hangsOn: readonly RuleName[] | null = null;
  readonly #holes: string[] = [];
  readonly #opened = new Map<string, { readonly alert: OpenAlert; resolution: Resolution | null }>();

  /** `decidesSince` is the time from which on looks may decide on the alert, see decidingMs. */
  constructor(alert: AlertItem, decidesSince: number, roster: RosterIndex | null) {
    this.#alert = alert;
    this.#decidesSince = decidesSince;
    this.#roster = roster;
  }

  /** Takes the next look, with the rules that its version names. */
  take(past: PastLook, ruleBook: RuleBook): void {
    const { at, hole, previousAt } = past;
    // Of a system's first poll nothing is older.
    if (this.#from === null) {
      this.#isWhole = previousAt === null && past.verdict !== "unread";
      this.#before = previousAt;
      this.#from = at;
    }
    this.#looks++;
    if (hole !== null) this.#holes.push(hole);
    if (at >= Date.parse(this.#alert.startedAt)) this.#hangsOn ??= this.#hanging();
    if (past.believed !== null) this.#isAnyAbsent ??= past.believed.columns.present.includes(false);
    const context = storedNowhere({ ruleBook, arrivedAt: at, roster: this.#roster });
    const { state, effects } = foldPast(this.#state, past, context);
    this.#state = state;
    this.#book = ruleBook;
    for (const effect of effects) {
      if (effect.type === "open" && this.#isOfAlert(effect))
        this.#opened.set(effect.alertId, { alert: effect, resolution: null });
      const known = effect.type === "resolve" ? this.#opened.get(effect.alertId) : undefined;
      if (effect.type === "resolve" && known !== undefined) known.resolution = effect.resolution;
    }
  }

  refolded(): Refolded {
    const times = this.#times();
    const { startedAt, openedAt, endedAt = null, resolvedAt = null } = this.#alert;
    const kept: AlertTimes = { startedAt, openedAt, endedAt, resolvedAt };
    return {
      from: isoOrNull(this.#from),
      before: isoOrNull(this.#before),
      looks: this.#looks,
      times,
      differing: times === null ? [] : ALERT_TIMES.filter((name) => times[name] !== kept[name]),
      hangsOn: this.#hangsOn ?? [],
      isFarEnough: this.#isWhole || this.#reaches(this.#from) || this.#reaches(this.#before),
      holes: this.#holes,
    };
  }

  /** Where the poll before the first look lies so far back, no other lies in between. */
  #reaches(at: number | null): boolean {
    return at !== null && at <= this.#decidesSince;
  }

  #isOfAlert({ rule, stationId }: OpenAlert): boolean {
    return rule === this.#alert.rule && stationId === (this.#alert.stationId ?? null);
  }

  /** Of the alerts of its station and rule, the one that opened nearest to it is meant. */
  #times(): AlertTimes | null {
    const openedAt = Date.parse(this.#alert.openedAt);
    const away = ({ alert }: { readonly alert: OpenAlert }) => Math.abs(alert.openedAt - openedAt);
    const [nearest] = [...this.#opened.values()].toSorted((a, b) => away(a) - away(b));
    if (nearest === undefined) return null;
    const { alert, resolution } = nearest;
    return {
      startedAt: isoTime(alert.startedAt),
      openedAt: isoTime(alert.openedAt),
      endedAt: resolution && isoTime(resolution.endedAt),
      resolvedAt: resolution && isoTime(resolution.resolvedAt),
    };
  }

  /** Returns the rules of which the first look does not say since when they are as they are. */
  #hanging(): RuleName[] {
    if (this.#isWhole) return [];
    const from = this.#from ?? 0;
    const { rule, stationId, startedAt } = this.#alert;
    // Of the first look itself, and before one is believed, nobody knows what it changed.
    if (from >= Date.parse(startedAt) || this.#isAnyAbsent === null) return [rule as RuleName];
    // Stations that were absent before do not count as absent here.
    if (this.#isAnyAbsent && judgesAbsent(rule)) return [rule as RuleName];
    // A rule that was off until then has known nothing.
    const wasOn = this.#book === null || parametersOf(this.#alert, this.#book) !== null;
    const isUnsure = (state: RuleState, isOwn: boolean) =>
      "startedAt" in state ? state.baseline || state.startedAt <= from : state === UNSEEN && isOwn && wasOn;
    const hanging: RuleName[] = FEED_RULES.map(({ name }) => name).filter((name) =>
      isUnsure(this.#state.feedRules[name], name === rule),
    );
    if (stationId === undefined) return hanging;
    const column = this.#state.stationIds.indexOf(stationId);
    const own = this.#state.rules[rule as StationRuleName]?.[column] ?? UNSEEN;
    return isUnsure(own, true) ? [rule as RuleName, ...hanging] : hanging;
  }
}

function judgesAbsent(rule: string): boolean {
  return rule === "feed-shrunk" || STATION_RULES.some((row) => row.name === rule && row.judgesAbsent);
}
