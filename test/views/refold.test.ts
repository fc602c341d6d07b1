import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { coalesce } from "../../functions/core/effects.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { type AlertItem, alertItem, resolutionAttributes } from "../../functions/store/alert-item.ts";
import { decidingMs, Refold, type Refolded } from "../../functions/views/refold.ts";
import { outcomes, ruleBooks } from "../core/arbitrary.ts";
import {
  at,
  failed,
  guarded,
  MINUTE_MS,
  onlyEmpty,
  reading,
  run,
  SYSTEM,
  snapshot,
} from "../core/builders.ts";
import { looksOf } from "../core/looks.ts";

/** The alerts that the table has after these polls. */
function alertsOf(polls: readonly PollOutcome[], ruleBook: RuleBook): AlertItem[] {
  const items = new Map<string, AlertItem>();
  for (const effect of coalesce(run(polls, { ruleBook }).effects)) {
    if (effect.type === "open") items.set(effect.alertId, alertItem(SYSTEM, effect));
    const open = effect.type === "resolve" ? items.get(effect.alertId) : undefined;
    if (effect.type === "resolve" && open !== undefined)
      items.set(effect.alertId, { ...open, ...resolutionAttributes(effect.startedAt, effect.resolution) });
  }
  return [...items.values()];
}

/** Folds once more what was believed from a time on. */
function refolded(
  alert: AlertItem,
  polls: readonly PollOutcome[],
  ruleBook: RuleBook,
  from = 0,
  decidesSince = Date.parse(alert.startedAt) - decidingMs(alert, ruleBook),
): Refolded {
  const refold = new Refold(alert, decidesSince, null);
  for (const { past } of looksOf(polls, { ruleBook }).looks) if (past.at >= from) refold.take(past, ruleBook);
  return refold.refolded();
}

test("what may decide lies an hour and the longest wait before the beginning", () => {
  const alert = { rule: "empty", stationId: "a" } as AlertItem;
  const hours = (ruleBook: RuleBook) => decidingMs(alert, ruleBook) / (60 * MINUTE_MS);
  expect(hours(onlyEmpty({ forMs: 30 * MINUTE_MS, keepForMs: 60 * MINUTE_MS }))).toBe(2.5);
  expect(hours(guarded())).toBe(7);
  const { feed, guards } = onlyEmpty();
  expect(hours(guarded({ feed, guards: { ...guards, rebaselineAfterMs: 45 * MINUTE_MS } }))).toBe(1.75);
  const shrunk = { forMs: 120 * MINUTE_MS, keepForMs: 60 * MINUTE_MS, share: 0.3, atLeast: 10 };
  expect(hours(guarded({ feed: { ...feed, "feed-shrunk": shrunk } }))).toBe(4);
});

test("a fold of the whole past gives each alert its four times, and nothing is older", () => {
  fc.assert(
    fc.property(outcomes(), ruleBooks, (polls, ruleBook) => {
      for (const alert of alertsOf(polls, ruleBook)) {
        const { differing, times, hangsOn, isFarEnough } = refolded(alert, polls, ruleBook);
        expect(times).not.toBeNull();
        expect({ differing, hangsOn, isFarEnough }).toEqual({
          differing: [],
          hangsOn: [],
          isFarEnough: true,
        });
      }
    }),
    { numRuns: 100 },
  );
});

describe("a fold that begins later", () => {
  const WAITING = onlyEmpty({ forMs: 3 * MINUTE_MS, keepForMs: 2 * MINUTE_MS });
  const MORNING = [3, 0, 0, 0, 0, 2, 2, 2, 2, 0, 0, 0, 0, 0].map((vehicles, minute) =>
    snapshot(at(minute), reading("a", vehicles)),
  );
  const [first, second] = alertsOf(MORNING, WAITING);

  test("gives the same times where the condition was false meanwhile", () => {
    if (second === undefined) throw new Error("there is no second alert");
    expect(refolded(second, MORNING, WAITING, at(2), at(2))).toMatchObject({
      from: "2026-05-04T08:02:00.000Z",
      looks: 12,
      differing: [],
      hangsOn: [],
      isFarEnough: true,
    });
  });

  test("reaches far enough where no poll lies between what may decide and its first look", () => {
    if (second === undefined) throw new Error("there is no second alert");
    const within = refolded(second, MORNING, WAITING, at(2), at(2) - 1);
    expect(within).toMatchObject({ before: "2026-05-04T08:01:00.000Z", isFarEnough: true });
    expect(refolded(second, MORNING, WAITING, at(2), at(1) - 1).isFarEnough).toBe(false);
  });

  test("says what held from its first look on, and what differs", () => {
    if (first === undefined) throw new Error("there is no alert");
    const late = refolded(first, MORNING, WAITING, at(2));
    expect(late).toMatchObject({ isFarEnough: false, differing: ["startedAt", "openedAt"] });
    expect(
      refolded({ ...first, startedAt: "2026-05-04T08:03:00.000Z" }, MORNING, WAITING, at(2)).hangsOn,
    ).toEqual(["empty"]);
  });

  test("says that nothing comes of it, or is kept", () => {
    if (first === undefined) throw new Error("there is no alert");
    expect(refolded(first, MORNING, onlyEmpty({ forMs: 60 * MINUTE_MS })).times).toBeNull();
    expect(refolded({ ...first, stationId: "b" }, MORNING, WAITING).times).toBeNull();
    expect(refolded(first, MORNING, WAITING, at(99))).toMatchObject({
      from: null,
      looks: 0,
      isFarEnough: false,
    });
  });

  test("names its own rule where no poll was believed before it", () => {
    const ruleBook = guarded();
    const down = [0, 1, 2, 12, 20].map((minute) => failed(at(minute)));
    const polls = [snapshot(at(-1), reading("a", 1)), ...down, snapshot(at(21), reading("a", 0))];
    const alert = alertsOf(polls, ruleBook).find(({ rule }) => rule === "empty");
    if (alert === undefined) throw new Error("there is no alert");
    expect(refolded(alert, polls, ruleBook, at(0), at(0)).hangsOn).toEqual(["empty"]);
  });

  test("says it, whenever its times differ for what came before", () => {
    fc.assert(
      fc.property(outcomes(), ruleBooks, fc.nat(20), (polls, ruleBook, left) => {
        const from = polls[Math.min(left, polls.length - 1)]?.fetchedAt ?? 0;
        for (const alert of alertsOf(polls, ruleBook)) {
          // Polls of some minutes: the hour that is read beyond all delays would leave nothing to try.
          const decidesSince = Date.parse(alert.startedAt) - decidingMs(alert, ruleBook) + 60 * MINUTE_MS;
          const { differing, times, hangsOn, isFarEnough } = refolded(
            alert,
            polls,
            ruleBook,
            from,
            decidesSince,
          );
          if (hangsOn.length > 0 || !isFarEnough) continue;
          expect({ differing, isThere: times !== null }).toEqual({ differing: [], isThere: true });
        }
      }),
      { numRuns: 150 },
    );
  });
});
