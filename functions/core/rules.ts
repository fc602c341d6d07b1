import { FEED_RULES, type FeedRuleName } from "./feed-rules.ts";
import { EXTRA_MEASURES, type ExtraMeasure } from "./measures.ts";
import type { OpeningHours } from "./opening-hours.ts";
import type { FeedRule, Rule, RuleWords } from "./rule.ts";
import { AT_ONCE, STATION_RULES, type StationRuleName } from "./station-rules.ts";

export type RuleName = StationRuleName | FeedRuleName;

/** Every rule, those about stations first. */
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

/** What keeps a broken feed from becoming false alerts. Null or false: switched off. Durations in milliseconds. */
export interface Guards {
  /** After a gap of more than this, what has changed may have changed at any time in it. */
  readonly rebaselineAfterMs: number | null;
  /** For so long a snapshot that was published before one already seen is dropped. */
  readonly dropOlderForMs: number | null;
  /** Docks are unknown while nearly all stations report none. */
  readonly unreportedDocks: boolean;
  /** Vehicles are unknown where there are none by their count and some by the counts of each type. */
  readonly contradictedVehicles: boolean;
  /** Outside these hours stations are not judged: the configured ones, or else the feed's own. */
  readonly openingHours: ConfiguredHours | null;
}

/** Null where the feed is to tell. */
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
  openingHours: null,
};

/** Every rule at zero, nothing waited for, no guard: the yardstick that recordings are compared by. */
export const PLAIN_RULES: RuleBook = {
  version: "plain",
  rules: byName(STATION_RULES, ({ isPlain }) => (isPlain ? AT_ONCE : null)),
  stations: new Map(),
  feed: byName(FEED_RULES, () => null),
  guards: NO_GUARDS,
};

/** One value for each row, by its name. */
export function byName<Row extends { readonly name: string }, Value>(
  rows: readonly Row[],
  of: (row: Row) => Value,
): Readonly<Record<Row["name"], Value>> {
  return Object.fromEntries(rows.map((row) => [row.name, of(row)])) as Record<Row["name"], Value>;
}

const extraMeasures = new WeakMap<RuleBook, readonly ExtraMeasure[]>();

/** What the rules count that is not always kept, at all stations or at one. */
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

/** The words of a rule's alerts. */
export function wordsOf(rule: RuleName): RuleWords {
  return WORDS[rule];
}

const WORDS = byName<{ readonly name: RuleName; readonly words: RuleWords }, RuleWords>(
  [...STATION_RULES, ...FEED_RULES],
  ({ words }) => words,
);
