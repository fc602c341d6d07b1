import type { FeedRule as Rule, RuleWords } from "./rule.ts";

/** A rule about the feed of a system is a row, as those about stations are: see station-rules.ts. Its alerts have no station. */
export interface FeedRuleRow {
  readonly name: string;
  /** Names the rule in the saved state: a new rule gets the next number, and no number is used again. */
  readonly number: number;
  /** Which parameters systems.json may set; `begun` is `for` alone, `mass` has `share` and `atLeast` too. */
  readonly parameters: "begun" | "delayed" | "mass";
  /** The rule where systems.json says nothing. None is among the plain rules. */
  readonly builtIn: Rule;
  /** What an editor of systems.json shows. */
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
    description: "The feed fails; for 10 minutes where absent. false: off.",
    words: { opened: "feed down", resolved: "feed up again" },
  },
  {
    name: "feed-frozen",
    number: 2,
    // Over with the first change: a keepFor would be begun anew with every poll that changes nothing.
    parameters: "begun",
    // A small system may well rest for a night.
    builtIn: { forMs: 6 * HOUR_MS, keepForMs: 0, ...WITHOUT_SHARE },
    description: "Nothing in the feed changes; for 6 hours where absent. false: off.",
    words: { opened: "feed frozen", resolved: "feed moves" },
  },
  {
    name: "feed-shrunk",
    number: 3,
    parameters: "mass",
    builtIn: { forMs: 10 * MINUTE_MS, keepForMs: 10 * MINUTE_MS, ...MASS },
    description: "A share of the stations is absent; for 10 minutes where absent. false: off.",
    words: { opened: "feed shrunk", resolved: "feed complete" },
  },
  {
    name: "feed-flapping",
    number: 4,
    parameters: "mass",
    // Told at once, since it is what holds the stations' alerts back; and once, however often it flaps.
    builtIn: { forMs: 0, keepForMs: 10 * MINUTE_MS, ...MASS },
    description:
      "A share of the stations changes at once: held until confirmed. false: neither held nor told.",
    words: { opened: "feed flapping", resolved: "feed is steady" },
  },
] as const satisfies readonly FeedRuleRow[];

export type FeedRuleName = (typeof ROWS)[number]["name"];

/** Which parameters systems.json may set of a rule. */
export type ParametersOf<Name extends FeedRuleName> = Extract<
  (typeof ROWS)[number],
  { readonly name: Name }
>["parameters"];

/** Every rule about the feed, in the order of their numbers. */
export const FEED_RULES: readonly (FeedRuleRow & { readonly name: FeedRuleName })[] = ROWS;
