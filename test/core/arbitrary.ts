import fc from "fast-check";
import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import { packFlags, type ServiceFlags } from "../../functions/core/flags.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import type { FeedRule, Rule } from "../../functions/core/rule.ts";
import {
  byName,
  type FeedRules,
  type Guards,
  PLAIN_RULES,
  type RuleBook,
  type StationRules,
} from "../../functions/core/rules.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { at, failed, reading, retired, snapshot, unchanged } from "./builders.ts";

/** One reading as a feed gives it; its flags are separate. */
export interface RawReading extends ServiceFlags {
  readonly stationId: string;
  readonly vehicles: number | null;
  readonly docks: number | null;
  readonly ebikes: number | null;
}

/** A poll of any kind. The `snapshotAt` of an unchanged one is the newest snapshot's, unless it is a wrong one. */
export type RawOutcome =
  | {
      readonly type: "snapshot";
      readonly at: number;
      readonly publishedAt: number | null;
      readonly readings: readonly RawReading[];
    }
  | { readonly type: "unchanged"; readonly at: number; readonly snapshotAt: number }
  | { readonly type: "failed"; readonly at: number }
  | { readonly type: "retired"; readonly at: number };

const STATION_IDS = ["a", "b", "c", "__proto__", "é/1"];

const count = fc.oneof(
  { weight: 3, arbitrary: fc.constant(0) },
  { weight: 3, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.constant(null) },
  { weight: 1, arbitrary: fc.constant(999_999) },
);
const rarely = (value: boolean) =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(!value) }, { weight: 1, arbitrary: fc.constant(value) });
const flag = fc.oneof(
  { weight: 8, arbitrary: fc.constant(true) },
  { weight: 1, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(null) },
);

const rawReading: fc.Arbitrary<RawReading> = fc.record({
  stationId: fc.constantFrom(...STATION_IDS),
  vehicles: count,
  docks: count,
  ebikes: count,
  isInstalled: flag,
  isRenting: flag,
  isReturning: flag,
  closedByOperator: rarely(true),
  disconnected: rarely(true),
});

const step = fc.record({
  minutes: fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 1, max: 4 }) },
    { weight: 1, arbitrary: fc.integer({ min: -3, max: 0 }) },
  ),
  kind: fc.oneof(
    { weight: 10, arbitrary: fc.constant("snapshot" as const) },
    { weight: 4, arbitrary: fc.constant("unchanged" as const) },
    { weight: 1, arbitrary: fc.constant("unmatched" as const) },
    { weight: 2, arbitrary: fc.constant("failed" as const) },
    { weight: 1, arbitrary: fc.constant("retired" as const) },
  ),
  readings: fc.array(rawReading, { maxLength: 7 }),
  /** Minutes before the fetch; negative means after it. */
  publishedAgo: fc.option(fc.integer({ min: -2, max: 6 })),
});

/** Polls of one system in stream order: mostly forward in time, some late or repeated. */
export function rawOutcomes(lengthMax = 25): fc.Arbitrary<RawOutcome[]> {
  return fc.array(step, { minLength: 1, maxLength: lengthMax }).map((steps) => {
    let minute = 0;
    let snapshotAt = at(0);
    return steps.map(({ minutes, kind, readings, publishedAgo }) => {
      minute += minutes;
      const now = at(minute);
      if (kind === "unchanged") return { type: kind, at: now, snapshotAt };
      if (kind === "unmatched") return { type: "unchanged", at: now, snapshotAt: snapshotAt - 1 };
      if (kind !== "snapshot") return { type: kind, at: now };
      snapshotAt = now;
      const publishedAt = publishedAgo === null ? null : at(minute - publishedAgo);
      return { type: kind, at: now, publishedAt, readings };
    });
  });
}

export function outcomeOf(raw: RawOutcome): PollOutcome {
  if (raw.type === "failed") return failed(raw.at);
  if (raw.type === "retired") return retired(raw.at);
  if (raw.type === "unchanged") return unchanged(raw.at, raw.snapshotAt);
  const readings = raw.readings.map(({ stationId, vehicles, docks, ebikes, ...flags }) => ({
    ...reading(stationId, vehicles, docks, packFlags(flags)),
    ebikes,
  }));
  return { ...snapshot(raw.at, ...readings), publishedAt: raw.publishedAt };
}

export function outcomes(lengthMax?: number): fc.Arbitrary<PollOutcome[]> {
  return rawOutcomes(lengthMax).map((raw) => raw.map(outcomeOf));
}

const rule: fc.Arbitrary<Rule | null> = fc.option(
  fc
    .record({
      atMost: fc.integer({ min: 0, max: 3 }),
      more: fc.integer({ min: 1, max: 3 }),
      forMs: fc.constantFrom(0, 0, 60_000, 240_000),
      keepForMs: fc.constantFrom(0, 0, 60_000, 240_000),
    })
    .map(({ more, ...own }) => ({ ...own, clearAt: own.atMost + more })),
  { freq: 6 },
);

const stationRules: fc.Arbitrary<StationRules> = fc.record(byName(STATION_RULES, () => rule));

const feedRule: fc.Arbitrary<FeedRule | null> = fc.option(
  fc.record({
    forMs: fc.constantFrom(0, 0, 120_000, 240_000),
    keepForMs: fc.constantFrom(0, 0, 120_000),
    share: fc.constantFrom(0.3, 0.6),
    atLeast: fc.integer({ min: 2, max: 4 }),
  }),
  { freq: 3 },
);

const feedRules: fc.Arbitrary<FeedRules> = fc.record(byName(FEED_RULES, () => feedRule));

const hours = fc.constantFrom(parseOpeningHours("Mo-Su 08:00-08:20"), parseOpeningHours("Mo-Su 08:10-23:00"));

const guards: fc.Arbitrary<Guards> = fc.record({
  rebaselineAfterMs: fc.option(fc.constantFrom(180_000, 360_000)),
  dropOlderForMs: fc.option(fc.constantFrom(180_000, 600_000)),
  unreportedDocks: fc.boolean(),
  contradictedVehicles: fc.boolean(),
  contradictedDocks: fc.boolean(),
  openingHours: fc.option(fc.record({ hours, timeZone: fc.constant("UTC") }), { freq: 3 }),
});

/** Any rules. Some books have settings for one station; some have no feed rules and no guards. */
export const ruleBooks: fc.Arbitrary<RuleBook> = fc
  .record({
    rules: stationRules,
    own: fc.option(stationRules, { freq: 3 }),
    guarded: fc.option(fc.record({ feed: feedRules, guards })),
  })
  .map(({ rules, own, guarded }) => ({
    ...PLAIN_RULES,
    version: "of a test",
    rules,
    stations: new Map(own === null ? [] : [["__proto__", own]]),
    ...guarded,
  }));
