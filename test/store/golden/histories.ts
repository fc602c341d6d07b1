import type { RuleBook } from "../../../functions/core/rules.ts";
import type { SystemState } from "../../../functions/core/state.ts";
import {
  at,
  failed,
  flagsWith,
  guarded as guardedNow,
  NO_RULES,
  reading,
  retired,
  ruleBook,
  run,
  SHUT,
  snapshot,
  unchanged,
} from "../../core/builders.ts";
import { looksOf } from "../../core/looks.ts";

const PATIENT = { atMost: 1, clearAt: 3, forMs: 180_000, keepForMs: 240_000 };

/** Twelve stations, since runs of equal values are written differently from single ones. */
function city(minute: number, vehicles: (index: number) => number | null, absent: readonly number[] = []) {
  const indexes = Array.from({ length: 12 }, (_, index) => index).filter((index) => !absent.includes(index));
  const stations = indexes.map((index) => reading(`station-${index}`, vehicles(index), 12 - index));
  return snapshot(at(minute), ...stations);
}

/** The rules that the formats were new with; a rule that came later has goldens of its own. */
function guarded(): RuleBook {
  const book = guardedNow();
  return { ...book, feed: { ...book.feed, "system-closed": null } };
}

function patient(): RuleBook {
  return ruleBook({ ...NO_RULES, empty: PATIENT, full: PATIENT, closed: PATIENT });
}

/** Short histories whose states together contain everything that a state can contain. */
export function goldenStates(): Record<string, SystemState> {
  const withIds = (minute: number, ids: string) =>
    snapshot(at(minute), ...[...ids].map((id) => reading(id, 3)));
  const few = (index: number) => (index < 3 ? 0 : index);
  const flapping = city(5, () => 0);
  return {
    "of nothing": run([]).state,
    "of a feed that was never up": run([failed(at(0)), failed(at(11))], { ruleBook: guarded() }).state,
    "under the plain rules, in the middle of a window": run([
      snapshot(at(0), reading("a", 0, 9), reading("b", null, 0), reading("c", 3, 0, SHUT)),
      snapshot(at(1), reading("a", 200, null), reading("b", 999_999, 4), reading("d", 1, 1, flagsWith({}))),
      unchanged(at(2), at(1)),
      snapshot(at(3), reading("a", 0, 5), reading("b", 0, 5), reading("c", 2, 2)),
    ]).state,
    "with every phase of a rule": run(
      [
        city(0, (index) => (index === 0 ? 0 : 5)),
        city(1, (index) => (index < 3 ? 0 : 5)),
        city(4, (index) => (index < 2 ? 0 : index === 4 ? 1 : 5)),
        city(5, (index) => (index === 1 ? 0 : index === 4 ? 1 : 5)),
      ],
      { ruleBook: patient() },
    ).state,
    "after a gap": run([city(0, few), city(45, (index) => (index === 5 ? 0 : 4)), city(46, few)], {
      ruleBook: guarded(),
    }).state,
    "while stations are absent": run(
      [city(0, few), city(1, few, [2, 5]), city(70, few, [2, 5]), city(71, few, [2, 5, 11])],
      { ruleBook: guarded() },
    ).state,
    "while a mass change is held": run([city(0, (index) => index + 1), flapping, unchanged(at(6), at(5))], {
      ruleBook: guarded(),
    }).state,
    "while the feed goes back": run(
      [
        { ...city(0, few), publishedAt: at(0) },
        { ...city(2, few), publishedAt: at(2) },
        { ...city(3, () => 7), publishedAt: at(1) },
      ],
      { ruleBook: guarded() },
    ).state,
    "of a frozen feed": run(
      Array.from({ length: 16 }, (_, halfHour) => city(29 * halfHour, few)),
      { ruleBook: guarded() },
    ).state,
    "of a feed that is down": run([city(0, few), failed(at(1)), failed(at(12))], { ruleBook: guarded() })
      .state,
    "with a history": looksOf([
      withIds(-1, "a"),
      withIds(0, "ab"),
      withIds(1, "abc"),
      withIds(2, "abc"),
      failed(at(3)),
    ]).state,
    "whose last look kept no columns": looksOf([
      withIds(-1, "ab"),
      ...Array.from({ length: 24 }, (_, index) =>
        withIds(index, `ab${String.fromCodePoint(0x4e00 + index)}`),
      ),
    ]).state,
    "of a system that has left": run([city(0, few), retired(at(9))], { ruleBook: guarded() }).state,
  };
}

/** States with the part of the rule system-closed, which is newer than format 3. */
export function closureStates(): Record<string, SystemState> {
  const shut = (minute: number, count: number) => {
    const stations = Array.from({ length: 12 }, (_, index) =>
      reading(`station-${index}`, 2 + (minute % 2), 3, index < count ? SHUT : undefined),
    );
    return snapshot(at(minute), ...stations);
  };
  const under = (...polls: ReturnType<typeof shut>[]) => run(polls, { ruleBook: guardedNow() }).state;
  return {
    "that was closed at the first look": under(shut(0, 12)),
    "that is open": under(shut(0, 1), shut(1, 1)),
    "that has closed": under(shut(0, 1), shut(1, 12), shut(2, 12), shut(3, 12)),
    "that has opened again": under(shut(0, 12), shut(1, 12), shut(40, 2)),
  };
}
