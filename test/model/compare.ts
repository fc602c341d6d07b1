import { isDeepStrictEqual } from "node:util";
import type { FoldContext, Folded } from "../../functions/core/context.ts";
import type { Effect } from "../../functions/core/effects.ts";
import {
  DOCKS_CONTRADICTED,
  DOCKS_NEGATIVE,
  packFlags,
  VEHICLES_CONTRADICTED,
} from "../../functions/core/flags.ts";
import { fold } from "../../functions/core/fold.ts";
import type { RuleState } from "../../functions/core/lifecycle.ts";
import { type PollOutcome, readingsOf } from "../../functions/core/observation.ts";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import type { Book } from "./book.ts";
import type { Standing } from "./episode.ts";
import type { History, Places, Step } from "./history.ts";
import type { HeededHours } from "./hours.ts";
import { type Answer, Model } from "./model.ts";
import type { Poll, Reading, Terms } from "./poll.ts";
import { FEED_RULE_NAMES, STATION_RULE_NAMES, type System } from "./system.ts";

const SYSTEM_ID = "hill";
const RETENTION = { alertRetentionMs: 90 * 86_400_000, windowRetentionMs: 400 * 86_400_000 };

/** Where the model and the code differ. */
export interface Difference {
  /** The number of the step, from 0. */
  readonly step: number;
  readonly what: "verdict" | "effects" | "rule states";
  readonly model: unknown;
  readonly code: unknown;
}

/**
 * Takes a history through the model and through the code, and returns the first difference. `onPoll` hears what the
 * model answers; a test may give another `code`.
 */
export function compare(
  history: History,
  onPoll: (answer: Answer) => void = () => {},
  code: typeof fold = fold,
): Difference | null {
  const comparison = new Comparison(code);
  const ruleBooks = history.books.map(ruleBookOf);
  for (const [step, one] of history.steps.entries()) {
    const book = history.books[one.book] as Book;
    const ruleBook = ruleBooks[one.book] as RuleBook;
    const terms = termsOf(one, book, ruleBook);
    const { answer, difference } = comparison.take(one.poll, terms, contextOf(one, ruleBook));
    onPoll(answer);
    if (difference !== null) return { step, ...difference };
  }
  return null;
}

/** One system, by the model and by the code. */
export class Comparison {
  readonly #model = new Model();
  readonly #code: typeof fold;
  #state: SystemState = NEW_SYSTEM;

  constructor(code: typeof fold = fold) {
    this.#code = code;
  }

  /** Takes a poll; `terms` and `context` say the same to the model and to the code. */
  take(poll: Poll, terms: Terms, context: FoldContext) {
    const folded = this.#code(this.#state, outcomeOf(poll), context);
    const answer = this.#model.take(poll, terms);
    this.#state = folded.state;
    return { answer, difference: this.#difference(answer, folded) };
  }

  #difference(answer: Answer, folded: Folded): Omit<Difference, "step"> | null {
    if (answer.verdict !== folded.verdict) {
      return { what: "verdict", model: answer.verdict, code: folded.verdict };
    }
    const [model, code] = [ordered(answer.effects), ordered(folded.effects)];
    if (!isDeepStrictEqual(model, code)) return { what: "effects", model, code };
    const ruleState = firstRuleState(this.#model.system, folded.state);
    return ruleState && { what: "rule states", ...ruleState };
  }
}

function ordered(effects: readonly Effect[]): readonly Effect[] {
  const key = (effect: Effect) => ("alertId" in effect ? `${effect.alertId} ${effect.type}` : effect.type);
  return effects.length < 2 ? effects : effects.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function firstRuleState(model: System, state: SystemState) {
  for (const name of FEED_RULE_NAMES) {
    const [ofModel, ofCode] = [stateOf(model.feedStanding(name)), state.feedRules[name]];
    if (!isSame(ofModel, ofCode)) return { model: { [name]: ofModel }, code: { [name]: ofCode } };
  }
  for (const [column, stationId] of state.stationIds.entries()) {
    for (const name of STATION_RULE_NAMES) {
      const ofModel = stateOf(model.standing(stationId, name));
      const ofCode = state.rules[name]?.[column] ?? { phase: "unseen" };
      const place = `${name} ${stationId}`;
      if (!isSame(ofModel, ofCode)) return { model: { [place]: ofModel }, code: { [place]: ofCode } };
    }
  }
  return null;
}

function isSame(a: RuleState, b: RuleState): boolean {
  if (a.phase !== b.phase) return false;
  if (!("startedAt" in a) || !("startedAt" in b)) return true;
  return isDeepStrictEqual(a, b);
}

function stateOf({ isKnown, episode }: Standing): RuleState {
  if (!isKnown) return { phase: "unseen" };
  if (episode === null) return { phase: "inactive" };
  return {
    phase: episode.openedAt === null ? "pending" : episode.endedAt === null ? "open" : "closing",
    startedAt: episode.startedAt,
    endedAt: episode.endedAt,
    baseline: episode.isBaseline,
    afterGap: episode.isAfterGap,
  };
}

function ruleBookOf({ version, rules, own, feed, guards, hours }: Book): RuleBook {
  const openingHours = hours && {
    hours: hours.text === null ? null : parseOpeningHours(hours.text),
    timeZone: hours.zone,
  };
  return {
    version,
    rules,
    stations: new Map(own === null ? [] : [["a", own]]),
    feed,
    guards: { ...guards, openingHours },
  };
}

function contextOf({ places, arrivedAt }: Step, ruleBook: RuleBook): FoldContext {
  return { ruleBook, arrivedAt, ...RETENTION, roster: places && rosterOf(places) };
}

/** Polls share their roster, and an index costs more than a poll. */
const rosters = new WeakMap<Places, RosterIndex>();

function rosterOf(places: Places): RosterIndex {
  const { hours, stations } = places;
  const known =
    rosters.get(places) ??
    indexRoster({
      type: "roster",
      systemId: SYSTEM_ID,
      fetchedAt: 0,
      timeZone: hours.zone,
      openingHours: hours.text ?? undefined,
      stations,
    });
  rosters.set(places, known);
  return known;
}

function termsOf({ places, arrivedAt }: Step, { hours }: Book, ruleBook: RuleBook): Terms {
  const own = places?.stations.flatMap(({ stationId, openingHours }) =>
    openingHours === undefined ? [] : [[stationId, openingHours] as const],
  );
  const heeded: HeededHours | null = hours && {
    text: hours.text ?? places?.hours.text ?? null,
    zone: hours.zone ?? places?.hours.zone ?? null,
    own: new Map(own),
  };
  return {
    ruleBook,
    hours: heeded,
    places: places?.stations ?? null,
    arrivedAt,
    ...RETENTION,
  };
}

/** Returns what the code takes in for the model's poll. */
export function outcomeOf(poll: Poll): PollOutcome {
  const common = { systemId: SYSTEM_ID, fetchedAt: poll.at };
  switch (poll.type) {
    case "unchanged":
      return { type: poll.type, ...common, snapshotAt: poll.snapshotAt };
    case "failed":
      return { type: poll.type, ...common, reason: poll.reason, httpStatus: poll.httpStatus };
    case "retired":
      return { type: poll.type, ...common };
    case "snapshot": {
      const stations = readingsOf(
        poll.readings.map((one) => ({
          stationId: one.stationId,
          vehicles: one.vehicles,
          docks: one.docks,
          ebikes: one.ebikes,
          flags: flagsOf(one),
        })),
      );
      return { type: poll.type, ...common, publishedAt: poll.publishedAt, ttlSeconds: 60, stations };
    }
  }
}

function flagsOf(one: Reading): number {
  const packed = packFlags({
    isInstalled: one.isInstalled,
    isRenting: one.isRenting,
    isReturning: one.isReturning,
    closedByOperator: one.isClosedByOperator,
    disconnected: one.isDisconnected,
  });
  const docks = { contradicted: DOCKS_CONTRADICTED, negative: DOCKS_NEGATIVE };
  const vehicles = one.isContradicted ? VEHICLES_CONTRADICTED : 0;
  return packed | vehicles | (one.docksAre === null ? 0 : docks[one.docksAre]);
}
