import { FEED_RULES } from "../core/feed-rules.ts";
import { parseOpeningHours } from "../core/opening-hours.ts";
import type { Delays, Rule } from "../core/rule.ts";
import {
  byName,
  type ConfiguredHours,
  type FeedRules,
  type Guards,
  type RuleBook,
  type StationRules,
} from "../core/rules.ts";
import { STATION_RULES } from "../core/station-rules.ts";
import type {
  FeedRuleParameters,
  GuardSettings,
  RuleDelays,
  RuleParameters,
  RuleSettings,
  StationRuleSettings,
  SystemEntry,
  SystemsConfiguration,
} from "./configuration.ts";
import { durationMs } from "./duration.ts";

const MINUTE_MS = 60_000;

/** The rules and guards of one scope: of all systems, or of one. */
export type ScopeRules = Pick<RuleBook, "rules" | "feed" | "guards">;

const FEED_TELLS_HOURS: ConfiguredHours = { hours: null, timeZone: null };

/** The settings where systems.json says nothing. */
const BUILT_IN: ScopeRules = {
  rules: byName(STATION_RULES, ({ builtIn, isOnUnasked }) => (isOnUnasked ? builtIn : null)),
  feed: byName(FEED_RULES, ({ builtIn }) => builtIn),
  guards: {
    rebaselineAfterMs: 30 * MINUTE_MS,
    dropOlderForMs: 10 * MINUTE_MS,
    unreportedDocks: true,
    contradictedVehicles: true,
    contradictedDocks: true,
    openingHours: FEED_TELLS_HOURS,
  },
};

// A rule that a wider scope switches off and a narrower one on again starts from its built-in parameters.

/** Returns the rules of a system without settings of its own. */
export function defaultRules(configuration: SystemsConfiguration): ScopeRules {
  return {
    rules: applyStationRules(BUILT_IN.rules, configuration.rules),
    feed: applyFeedRules(BUILT_IN.feed, configuration.rules),
    guards: applyGuards(BUILT_IN.guards, configuration.guards),
  };
}

/** Returns the defaults with the entry's settings applied; the defaults alone without an entry. */
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

/** Returns the rules of one system and of its stations with settings; the defaults for a system that is not listed. */
export function ruleBookOf(configuration: SystemsConfiguration, systemId: string, version: string): RuleBook {
  const entry = configuration.systems.find((system) => system.systemId === systemId);
  return { version, ...entryRules(defaultRules(configuration), entry) };
}

function applyStationRules(base: StationRules, settings: StationRuleSettings | undefined): StationRules {
  return byName(STATION_RULES, ({ name, builtIn }) => {
    const parameters: RuleParameters | false | undefined = settings?.[name];
    if (parameters === undefined) return base[name];
    return parameters === false ? null : applyParameters(base[name] ?? builtIn, parameters);
  });
}

function applyParameters(base: Rule, parameters: RuleParameters): Rule {
  const atMost = parameters.atMost ?? base.atMost;
  return {
    atMost,
    clearAt: parameters.clearAt ?? Math.max(base.clearAt, atMost + 1),
    ...applyDelays(base, parameters),
  };
}

function applyFeedRules(base: FeedRules, settings: RuleSettings | undefined): FeedRules {
  return byName(FEED_RULES, ({ name, builtIn }) => {
    const parameters: FeedRuleParameters | false | undefined = settings?.[name];
    if (parameters === undefined) return base[name];
    if (parameters === false) return null;
    const { share, atLeast, ...from } = base[name] ?? builtIn;
    return {
      ...applyDelays(from, parameters),
      share: parameters.share ?? share,
      atLeast: parameters.atLeast ?? atLeast,
    };
  });
}

function applyDelays(base: Delays, parameters: RuleDelays): Delays {
  return {
    forMs: parameters.for === undefined ? base.forMs : durationMs(parameters.for),
    keepForMs: parameters.keepFor === undefined ? base.keepForMs : durationMs(parameters.keepFor),
  };
}

function applyGuards(base: Guards, settings: GuardSettings | undefined): Guards {
  return {
    ...base,
    rebaselineAfterMs: durationOr(settings?.rebaselineAfter, base.rebaselineAfterMs),
    dropOlderForMs: durationOr(settings?.dropOlderFor, base.dropOlderForMs),
    unreportedDocks: settings?.unreportedDocks ?? base.unreportedDocks,
    contradictedVehicles: settings?.contradictedVehicles ?? base.contradictedVehicles,
    contradictedDocks: settings?.contradictedDocks ?? base.contradictedDocks,
    openingHours: hoursOf(settings?.openingHours, base.openingHours),
  };
}

function hoursOf(isHeeded: boolean | undefined, base: ConfiguredHours | null): ConfiguredHours | null {
  if (isHeeded === undefined) return base;
  return isHeeded ? FEED_TELLS_HOURS : null;
}

/** Adds the system's own hours and time zone, and lets a rarely polled system miss one poll without a gap. */
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
