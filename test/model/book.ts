import type { FeedRule, Rule } from "../../functions/core/rule.ts";
import type { FeedRules, Guards, StationRules } from "../../functions/core/rules.ts";
import type { Random } from "../../local/city/random.ts";
import { HOURS_TEXTS, type Hours, ZONES } from "./hours.ts";
import { FEED_RULE_NAMES, STATION_RULE_NAMES } from "./system.ts";

const MINUTE_MS = 60_000;

/** Rules as plain values, so that a history can be printed; hours as their text. */
export interface Book {
  readonly version: string;
  readonly rules: StationRules;
  /** Rules of the one station `a`; null where it has none. */
  readonly own: StationRules | null;
  readonly feed: FeedRules;
  readonly guards: Omit<Guards, "openingHours">;
  /** Null where hours are not heeded. */
  readonly hours: Hours | null;
}

export function bookOf(random: Random, version: string): Book {
  const isGuarded = random.chance(0.7);
  const byRule = <Name extends string, Value>(names: readonly Name[], of: () => Value) =>
    Object.fromEntries(names.map((name) => [name, of()])) as Record<Name, Value>;
  const stationRules = () => byRule(STATION_RULE_NAMES, () => ruleOf(random));
  return {
    version,
    rules: stationRules(),
    own: random.chance(0.25) ? stationRules() : null,
    feed: byRule(FEED_RULE_NAMES, () => (isGuarded ? feedRuleOf(random) : null)),
    guards: {
      rebaselineAfterMs: random.chance(0.5) ? minutes(random, 2, 5, 30) : null,
      dropOlderForMs: random.chance(0.5) ? minutes(random, 2, 10) : null,
      unreportedDocks: random.chance(0.5),
      contradictedVehicles: random.chance(0.5),
      contradictedDocks: random.chance(0.5),
    },
    hours: random.chance(0.4) ? hoursOf(random) : null,
  };
}

function ruleOf(random: Random): Rule | null {
  if (random.chance(0.15)) return null;
  const atMost = pick(random, [0, 0, 0, 1, 2]);
  return {
    atMost,
    clearAt: atMost + pick(random, [1, 1, 2]),
    forMs: minutes(random, 0, 0, 1, 3),
    keepForMs: minutes(random, 0, 0, 1, 3),
  };
}

function feedRuleOf(random: Random): FeedRule | null {
  if (random.chance(0.35)) return null;
  return {
    forMs: minutes(random, 0, 0, 2),
    keepForMs: minutes(random, 0, 0, 2),
    share: pick(random, [0.25, 0.5]),
    atLeast: pick(random, [1, 2, 3]),
  };
}

export function hoursOf(random: Random, texts: readonly string[] = HOURS_TEXTS): Hours {
  return {
    text: random.chance(0.5) ? (texts[random.below(texts.length)] ?? null) : null,
    zone: random.chance(0.7) ? (ZONES[random.below(ZONES.length)] ?? null) : null,
  };
}

export function pick<T>(random: Random, values: readonly [T, ...T[]]): T {
  return values[random.below(values.length)] ?? values[0];
}

export function minutes(random: Random, ...values: [number, ...number[]]): number {
  return pick(random, values) * MINUTE_MS;
}
