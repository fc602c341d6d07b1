import { parseOpeningHours } from "../core/opening-hours.ts";
import type { ConfiguredHours, Guards } from "../core/rules.ts";
import {
  FEED_RULES,
  type FeedRule,
  type FeedRuleName,
  type FeedRules,
  PLAIN_RULES,
  type Rule,
  type RuleBook,
  STATION_RULES,
  type StationRuleName,
  type StationRules,
} from "../core/rules.ts";
import type {
  FeedRuleParameters,
  GuardSettings,
  RuleParameters,
  RuleSettings,
  StationRuleSettings,
  SystemEntry,
  SystemsConfiguration,
} from "./configuration.ts";
import { durationMs } from "./duration.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** The rules of a scope. */
export type ScopeRules = Pick<RuleBook, "rules" | "feed" | "guards">;

const FEED_TELLS_HOURS: ConfiguredHours = { hours: null, timeZone: null };

const WITHOUT_SHARE = { share: 0, atLeast: 0 };
const MASS = { share: 0.3, atLeast: 10 };

/** What holds where systems.json says nothing. */
const BUILT_IN: ScopeRules = {
  rules: { ...PLAIN_RULES.rules, missing: { atMost: 0, clearAt: 1, forMs: HOUR_MS, keepForMs: 0 } },
  feed: {
    "feed-down": { forMs: 10 * MINUTE_MS, keepForMs: 0, ...WITHOUT_SHARE },
    // A small system may well rest for a night.
    "feed-frozen": { forMs: 6 * HOUR_MS, keepForMs: 0, ...WITHOUT_SHARE },
    "feed-shrunk": { forMs: 10 * MINUTE_MS, keepForMs: 10 * MINUTE_MS, ...MASS },
    // Told at once, since it is what holds the stations' alerts back; and once, however often it flaps.
    "feed-flapping": { forMs: 0, keepForMs: 10 * MINUTE_MS, ...MASS },
  },
  guards: {
    rebaselineAfterMs: 30 * MINUTE_MS,
    dropOlderForMs: 10 * MINUTE_MS,
    unreportedDocks: true,
    contradictedVehicles: true,
    openingHours: FEED_TELLS_HOURS,
  },
};

// A rule that is off in the wider scope and on again in a narrower one is as built in.

/** What holds for a system that says nothing of its own. */
export function defaultRules(configuration: SystemsConfiguration): ScopeRules {
  return {
    rules: applyStationRules(BUILT_IN.rules, configuration.rules),
    feed: applyFeedRules(BUILT_IN.feed, configuration.rules),
    guards: applyGuards(BUILT_IN.guards, configuration.guards),
  };
}

/** The rules of an entry over the defaults; without an entry, the defaults. */
export function entryRules(defaults: ScopeRules, entry: SystemEntry | undefined): Omit<RuleBook, "version"> {
  const rules = applyStationRules(defaults.rules, entry?.rules);
  const stations = new Map<string, StationRules>();
  for (const [stationId, own] of Object.entries(entry?.stations ?? {})) {
    stations.set(stationId, applyStationRules(rules, own.rules));
  }
  return {
    rules,
    stations,
    feed: applyFeedRules(defaults.feed, entry?.rules),
    guards: guardsOf(applyGuards(defaults.guards, entry?.guards), entry),
  };
}

/** The rules of one system, station by station where they differ; defaults for a system that is not listed. */
export function ruleBookOf(configuration: SystemsConfiguration, systemId: string, version: string): RuleBook {
  const entry = configuration.systems.find((system) => system.systemId === systemId);
  return { version, ...entryRules(defaultRules(configuration), entry) };
}

function applyStationRules(base: StationRules, settings: StationRuleSettings | undefined): StationRules {
  const rules: Record<StationRuleName, Rule | null> = { ...base };
  for (const name of STATION_RULES) {
    const parameters: RuleParameters | false | undefined = settings?.[name];
    if (parameters === false) rules[name] = null;
    else if (parameters !== undefined)
      rules[name] = applyParameters(base[name] ?? BUILT_IN.rules[name], parameters);
  }
  return rules;
}

function applyParameters(base: Rule | null, parameters: RuleParameters): Rule {
  const atMost = parameters.atMost ?? base?.atMost ?? 0;
  return {
    atMost,
    clearAt: parameters.clearAt ?? Math.max(base?.clearAt ?? 0, atMost + 1),
    ...applyDelays(base, parameters),
  };
}

function applyFeedRules(base: FeedRules, settings: RuleSettings | undefined): FeedRules {
  const rules: Record<FeedRuleName, FeedRule | null> = { ...base };
  for (const name of FEED_RULES) {
    const parameters: FeedRuleParameters | false | undefined = settings?.[name];
    if (parameters === undefined) continue;
    const from = base[name] ?? BUILT_IN.feed[name];
    rules[name] =
      parameters === false
        ? null
        : {
            ...applyDelays(from, parameters),
            share: parameters.share ?? from?.share ?? 0,
            atLeast: parameters.atLeast ?? from?.atLeast ?? 0,
          };
  }
  return rules;
}

function applyDelays(base: Rule | FeedRule | null, parameters: RuleParameters | FeedRuleParameters) {
  return {
    forMs: parameters.for === undefined ? (base?.forMs ?? 0) : durationMs(parameters.for),
    keepForMs: parameters.keepFor === undefined ? (base?.keepForMs ?? 0) : durationMs(parameters.keepFor),
  };
}

function applyGuards(base: Guards, settings: GuardSettings | undefined): Guards {
  return {
    ...base,
    rebaselineAfterMs: durationOr(settings?.rebaselineAfter, base.rebaselineAfterMs),
    dropOlderForMs: durationOr(settings?.dropOlderFor, base.dropOlderForMs),
    unreportedDocks: settings?.unreportedDocks ?? base.unreportedDocks,
    contradictedVehicles: settings?.contradictedVehicles ?? base.contradictedVehicles,
    openingHours: hoursOf(settings?.openingHours, base.openingHours),
  };
}

function hoursOf(isHeeded: boolean | undefined, base: ConfiguredHours | null): ConfiguredHours | null {
  if (isHeeded === undefined) return base;
  return isHeeded ? FEED_TELLS_HOURS : null;
}

/** With the system's own hours and time zone; of a system that is asked rarely, one poll may be missed. */
function guardsOf(guards: Guards, entry: SystemEntry | undefined): Guards {
  if (entry === undefined) return guards;
  const { rebaselineAfterMs, openingHours } = guards;
  const hours = entry.openingHours === undefined ? null : parseOpeningHours(entry.openingHours);
  const twoPollsMs = 2_000 * (entry.pollSeconds ?? 0);
  return {
    ...guards,
    rebaselineAfterMs: rebaselineAfterMs && Math.max(rebaselineAfterMs, twoPollsMs),
    openingHours: openingHours && { hours, timeZone: entry.timeZone ?? null },
  };
}

function durationOr(text: string | false | undefined, otherwise: number | null): number | null {
  if (text === undefined) return otherwise;
  return text === false ? null : durationMs(text);
}
