import fc from "fast-check";
import { expect, test } from "vitest";
import { coalesce, type Effect } from "../../functions/core/effects.ts";
import { fold } from "../../functions/core/fold.ts";
import { NEW_SYSTEM, type SystemState } from "../../functions/core/state.ts";
import { packState, unpackState } from "../../functions/store/packed-state.ts";
import { deepFrozen } from "../frozen.ts";
import { outcomeOf, outcomes, rawOutcomes, ruleBooks } from "./arbitrary.ts";
import { contextOf, run } from "./builders.ts";
import { plainModel } from "./plain-model.ts";

/** Passes the state through the store, as between two batches. */
function storedAndRead(state: SystemState): SystemState {
  const { stationIds, markAt, snapshotAt } = state;
  return unpackState(packState(state), { stationIds: [...stationIds], markAt, snapshotAt });
}

fc.configureGlobal({ seed: 20_260_504 });

test("the fold changes nothing of what it is given", () => {
  fc.assert(
    fc.property(outcomes(), ruleBooks, (polls, ruleBook) => {
      let state = deepFrozen(structuredClone(NEW_SYSTEM));
      for (const poll of deepFrozen(polls)) {
        const context = contextOf({ ruleBook });
        const first = fold(state, poll, context);
        expect(fold(state, poll, context)).toEqual(first);
        state = deepFrozen(first.state);
      }
    }),
    { numRuns: 100 },
  );
});

test("wherever a history is cut and the state stored in between, effects and state are the same", () => {
  fc.assert(
    fc.property(outcomes(), ruleBooks, fc.array(fc.boolean()), (polls, ruleBook, cuts) => {
      const whole = run(polls, { ruleBook });
      let state = NEW_SYSTEM;
      const effects: Effect[] = [];
      for (const [index, poll] of polls.entries()) {
        const next = run([poll], { ruleBook }, cuts[index] === true ? storedAndRead(state) : state);
        state = next.state;
        effects.push(...next.effects);
      }
      expect(effects).toEqual(whole.effects);
      expect(storedAndRead(state)).toEqual(whole.state);
    }),
    { numRuns: 150 },
  );
});

test("an alert is opened once, resolved at most once and only after, with times in order", () => {
  fc.assert(
    fc.property(outcomes(40), ruleBooks, (polls, ruleBook) => {
      const { effects, state } = run(polls, { ruleBook });
      const open = new Map<string, number>();
      const all = new Set<string>();
      for (const effect of effects) {
        if (effect.type === "open") {
          expect(all.has(effect.alertId)).toBe(false);
          expect(effect.openedAt).toBeGreaterThanOrEqual(effect.startedAt);
          all.add(effect.alertId);
          open.set(effect.alertId, effect.openedAt);
        }
        if (effect.type === "resolve") {
          const openedAt = open.get(effect.alertId);
          const { endedAt, resolvedAt, endReason } = effect.resolution;
          expect(resolvedAt).toBeGreaterThan(openedAt ?? Number.NaN);
          // One that began with the last look at its system is withdrawn with that look.
          expect(endedAt).toBeGreaterThan(effect.startedAt - (endReason === "withdrawn" ? 1 : 0));
          expect(resolvedAt).toBeGreaterThanOrEqual(endedAt);
          open.delete(effect.alertId);
        }
      }
      const inState = [
        ...Object.values(state.rules).flatMap((states) => states ?? []),
        ...Object.values(state.feedRules),
      ];
      expect(inState.filter(({ phase }) => phase === "open" || phase === "closing")).toHaveLength(open.size);
    }),
    { numRuns: 150 },
  );
});

test("a commit writes each alert once, and both ends are still told", () => {
  fc.assert(
    fc.property(outcomes(40), ruleBooks, (polls, ruleBook) => {
      const { effects } = run(polls, { ruleBook });
      const merged = coalesce(effects);
      const ids = merged.flatMap((effect) => ("alertId" in effect ? [effect.alertId] : []));
      expect(new Set(ids).size).toBe(ids.length);
      const ends = (list: readonly Effect[]) =>
        list.filter((effect) => "resolution" in effect && effect.resolution !== null).length;
      expect(ends(merged)).toBe(ends(effects));
    }),
    { numRuns: 100 },
  );
});

test("with the plain rules the fold says what their description says", () => {
  fc.assert(
    fc.property(rawOutcomes(40), (raw) => {
      const { effects } = run(raw.map(outcomeOf));
      expect(effects.map(line).toSorted()).toEqual(plainModel(raw).toSorted());
    }),
    { numRuns: 400 },
  );
});

function line(effect: Effect): string {
  switch (effect.type) {
    case "open":
      return `${effect.openedAt} begin ${effect.rule} ${effect.stationId}${effect.baseline ? " baseline" : ""}`;
    case "resolve":
      return `${effect.resolution.resolvedAt} end ${effect.rule} ${effect.stationId}`;
    case "window": {
      const { startAt, vehicles, docks } = effect.window;
      return `window ${startAt} ${vehicles.toFixed(3)} ${docks.toFixed(3)}`;
    }
    default:
      return effect.type;
  }
}
