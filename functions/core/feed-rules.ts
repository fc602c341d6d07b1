import { INACTIVE, type RuleState, UNSEEN } from "./lifecycle.ts";
import type { FeedRule, RuleWords } from "./rule.ts";

/** A rule about a system's feed: a row, like those about stations in station-rules.ts. Its alerts have no station. */
export interface FeedRuleRow {
  readonly name: string;
  /** The rule's number in the saved state: a new rule gets the next number, and a number is never used again. */
  readonly number: number;
  /** Which parameters systems.json may set; `begun` is `for` alone, `mass` has `share` and `atLeast` too. */
  readonly parameters: "begun" | "delayed" | "mass";
  /** The settings where systems.json gives none. The plain rules switch every feed rule off. */
  readonly builtIn: FeedRule;
  /** Is it judged by what stations show, so that what holds at the first look is a baseline? Else the feed is well. */
  readonly hasBaseline: boolean;
  /** The help text that editors show in systems.json. */
  readonly description: string;
  readonly words: RuleWords;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const WITHOUT_SHARE = { share: 0, atLeast: 0 };
const MASS = { share: 0.3, atLeast: 10 };

const ROWS = [
  {
    name: "feed-down",
    number: 1,
    parameters: "delayed",
    builtIn: { forMs: 10 * MINUTE_MS, keepForMs: 0, ...WITHOUT_SHARE },
    hasBaseline: false,
    description: "The feed fails; for 10 minutes where absent. false: off.",
    words: { opened: "feed down", resolved: "feed up again" },
  },
  {
    name: "feed-frozen",
    number: 2,
    // The alert ends with the first change: a keepFor would start again with every poll that changes nothing.
    parameters: "begun",
    // A small system may well rest for a night.
    builtIn: { forMs: 6 * HOUR_MS, keepForMs: 0, ...WITHOUT_SHARE },
    hasBaseline: false,
    description: "Nothing in the feed changes; for 6 hours where absent. false: off.",
    words: { opened: "feed frozen", resolved: "feed moves" },
  },
  {
    name: "feed-shrunk",
    number: 3,
    parameters: "mass",
    builtIn: { forMs: 10 * MINUTE_MS, keepForMs: 10 * MINUTE_MS, ...MASS },
    hasBaseline: false,
    description: "A share of the stations is absent; `for` is 10 minutes where absent. false: off.",
    words: { opened: "feed shrunk", resolved: "feed complete" },
  },
  {
    name: "feed-flapping",
    number: 4,
    parameters: "mass",
    // Opens at once, since it is what holds back the stations' alerts; keepFor makes one alert of many flaps.
    builtIn: { forMs: 0, keepForMs: 10 * MINUTE_MS, ...MASS },
    hasBaseline: false,
    description:
      "A share of the stations changes at once: held until confirmed. false: neither held nor told.",
    words: { opened: "feed flapping", resolved: "feed is steady" },
  },
  {
    name: "system-closed",
    number: 5,
    parameters: "mass",
    builtIn: { forMs: 0, keepForMs: 0, share: 0.9, atLeast: 10 },
    hasBaseline: true,
    description: "Nearly all stations are out of service: told in place of their `closed`. false: off.",
    words: { opened: "system closed", resolved: "system open" },
  },
] as const satisfies readonly FeedRuleRow[];

export type FeedRuleName = (typeof ROWS)[number]["name"];

/** Which parameters systems.json may set for the rule. */
export type ParametersOf<Name extends FeedRuleName> = Extract<
  (typeof ROWS)[number],
  { readonly name: Name }
>["parameters"];

/** Every rule about the feed, in the order of their numbers. */
export const FEED_RULES: readonly (FeedRuleRow & { readonly name: FeedRuleName })[] = ROWS;

/** Returns what is known of a rule before the first look, and while it is off. */
export function feedRuleAtFirst({ hasBaseline }: Pick<FeedRuleRow, "hasBaseline">): RuleState {
  // A feed that fails at its first poll gets an ordinary alert, not a silent baseline.
  return hasBaseline ? UNSEEN : INACTIVE;
}
