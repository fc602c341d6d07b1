import { FEED_RULES, type FeedRuleName } from "./feed-rules.ts";
import { EXTRA_MEASURES, type ExtraMeasure } from "./measures.ts";
import type { OpeningHours } from "./opening-hours.ts";
import type { FeedRule, Rule, RuleWords } from "./rule.ts";
import { AT_ONCE, STATION_RULES, type StationRuleName } from "./station-rules.ts";

export type RuleName = StationRuleName | FeedRuleName;

/** The names of all rules, those about stations first. */
export const RULE_NAMES: readonly RuleName[] = [...STATION_RULES, ...FEED_RULES].map(({ name }) => name);

/** The rules of a station; a rule that is switched off is null. */
export type StationRules = Readonly<Record<StationRuleName, Rule | null>>;

/** The rules of a feed; a rule that is switched off is null. */
export type FeedRules = Readonly<Record<FeedRuleName, FeedRule | null>>;

/** The rules of a system, and which version of the configuration they come from. */
export interface RuleBook {
  readonly version: string;
  readonly rules: StationRules;
  /** Stations with rules of their own, by station id. */
  readonly stations: ReadonlyMap<string, StationRules>;
  readonly feed: FeedRules;
  readonly guards: Guards;
}

/** The guards, which keep a broken feed from causing false alerts. Null or false: off. Durations in milliseconds. */
export interface Guards {
  /** After a gap longer than this, the time of any change in it is unknown. */
  readonly rebaselineAfterMs: number | null;
  /** A snapshot that was published before one already seen is dropped, for this long at most. */
  readonly dropOlderForMs: number | null;
  /** Docks are unknown while nearly all stations report zero. */
  readonly unreportedDocks: boolean;
  /** Vehicles are unknown at a station whose total is zero while its counts by vehicle type are not. */
  readonly contradictedVehicles: boolean;
  /** Docks are unknown where their total is zero while their counts by type are not; a negative total is none. */
  readonly contradictedDocks: boolean;
  /** Stations are not judged outside these hours: the configured ones, or else the feed's own. */
  readonly openingHours: ConfiguredHours | null;
}

/** A field is null where the feed's own value counts. */
export interface ConfiguredHours {
  readonly hours: OpeningHours | null;
  /** IANA name. */
  readonly timeZone: string | null;
}

export const NO_GUARDS: Guards = {
  rebaselineAfterMs: null,
  dropOlderForMs: null,
  unreportedDocks: false,
  contradictedVehicles: false,
  contradictedDocks: false,
  openingHours: null,
};

/** Thresholds of zero, no delays, no guards: the fixed rules by which recordings are compared. */
export const PLAIN_RULES: RuleBook = {
  version: "plain",
  rules: byName(STATION_RULES, ({ isPlain }) => (isPlain ? AT_ONCE : null)),
  stations: new Map(),
  feed: byName(FEED_RULES, () => null),
  guards: NO_GUARDS,
};

/** Returns one value for each row, by the row's name. */
export function byName<Row extends { readonly name: string }, Value>(
  rows: readonly Row[],
  of: (row: Row) => Value,
): Readonly<Record<Row["name"], Value>> {
  return Object.fromEntries(rows.map((row) => [row.name, of(row)])) as Record<Row["name"], Value>;
}

const extraMeasures = new WeakMap<RuleBook, readonly ExtraMeasure[]>();

/** Returns the extra measures that the rules count, at all stations or at any one. */
export function extraMeasuresOf(ruleBook: RuleBook): readonly ExtraMeasure[] {
  let measures = extraMeasures.get(ruleBook);
  if (measures === undefined) {
    const scopes = [ruleBook.rules, ...ruleBook.stations.values()];
    measures = EXTRA_MEASURES.filter((measure) =>
      STATION_RULES.some(
        ({ name, counts }) => counts === measure && scopes.some((rules) => rules[name] !== null),
      ),
    );
    extraMeasures.set(ruleBook, measures);
  }
  return measures;
}

/** Of a rule that this code does not know, its name stands for its words: an alert may have outlived its rule. */
export function wordsOf(rule: string): RuleWords {
  return Object.hasOwn(WORDS, rule)
    ? WORDS[rule as RuleName]
    : { opened: rule, resolved: `no longer ${rule}` };
}

const WORDS = byName<{ readonly name: RuleName; readonly words: RuleWords }, RuleWords>(
  [...STATION_RULES, ...FEED_RULES],
  ({ words }) => words,
);
