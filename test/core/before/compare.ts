import { expect } from "vitest";
import type { FoldContext } from "../../../functions/core/context.ts";
import { fold } from "../../../functions/core/fold.ts";
import type { PollOutcome } from "../../../functions/core/observation.ts";
import { byName, type RuleBook, type StationRules } from "../../../functions/core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../../../functions/core/state.ts";
import { STATION_RULES } from "../../../functions/core/station-rules.ts";
import { described } from "../../store/golden/described.ts";
import { observationsOf } from "../builders.ts";
import { fold as foldBefore } from "./fold.ts";
import type { PollOutcome as OutcomeBefore } from "./observation.ts";
import { NEW_SYSTEM as NEW_SYSTEM_BEFORE, type SystemState as StateBefore } from "./state.ts";

/**
 * Folds the polls with today's core and with the core before rules became rows (the other files here): verdict, effects
 * and state must agree after each poll. The older core knows only the rules empty, full, closed and missing.
 */
export class Comparison {
  #state: SystemState = NEW_SYSTEM;
  #before: StateBefore = NEW_SYSTEM_BEFORE;

  fold(outcome: PollOutcome, { ruleBook, ...others }: FoldContext): void {
    const context = { ...others, ruleBook: withRulesOfThen(ruleBook) };
    const folded = fold(this.#state, outcome, context);
    const before = foldBefore(this.#before, outcomeBefore(outcome), context);
    expect(folded.verdict).toBe(before.verdict);
    expect(folded.effects).toEqual(before.effects);
    // `described` reads only fields that both states have.
    expect(described(folded.state)).toEqual(described(before.state as unknown as SystemState));
    this.#state = folded.state;
    this.#before = before.state;
  }
}

function outcomeBefore(outcome: PollOutcome): OutcomeBefore {
  if (outcome.type !== "snapshot") return outcome;
  const stations = observationsOf(outcome.stations).map(({ stationId, vehicles, docks, flags }) => ({
    stationId,
    vehiclesAvailable: vehicles,
    docksAvailable: docks,
    flags,
    capacity: null,
    reportedAt: null,
  }));
  return { ...outcome, stations };
}

const RULES_OF_THEN: readonly string[] = ["empty", "full", "closed", "missing"];

/** Switches off every rule that came later. */
function withRulesOfThen(book: RuleBook): RuleBook {
  const onlyThose = (rules: StationRules) =>
    byName(STATION_RULES, ({ name }) => (RULES_OF_THEN.includes(name) ? rules[name] : null));
  const stations = [...book.stations].map(([id, rules]) => [id, onlyThose(rules)] as const);
  return { ...book, rules: onlyThose(book.rules), stations: new Map(stations) };
}
