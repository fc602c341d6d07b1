import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { FEED_RULES } from "../core/feed-rules.ts";
import { byName } from "../core/rules.ts";
import { STATION_RULES } from "../core/station-rules.ts";
import { withoutMark } from "./byte-order-mark.ts";
import type { RuleDelays, RuleParameters, SystemEntry, SystemsConfiguration } from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { checkSystems } from "./schema.ts";

const NO_DELAY: RuleDelays = { for: "0s", keepFor: "0s" };
const AT_ZERO: RuleParameters = { ...NO_DELAY, atMost: 0, clearAt: 1 };

/** The plain rules as systems.json writes them: thresholds at zero, no delays, no feed rules, no guards. */
const PLAIN: SystemsConfiguration = {
  rules: {
    ...byName(STATION_RULES, ({ counts, isPlain }) => isPlain && (counts === null ? NO_DELAY : AT_ZERO)),
    ...byName(FEED_RULES, () => false as const),
  },
  guards: {
    rebaselineAfter: false,
    dropOlderFor: false,
    unreportedDocks: false,
    contradictedVehicles: false,
    contradictedDocks: false,
    openingHours: false,
  },
  systems: [],
};

/**
 * Reads the rules that `--rules` names: `plain`, or a file like systems.json, which may omit `systems` since only its
 * rules are used. Throws a ConfigurationError for a file that cannot be read or used.
 */
export function readRules(name: string): SystemsConfiguration {
  if (name === "plain") return PLAIN;
  let text: string;
  try {
    text = withoutMark(readFileSync(name, "utf8"));
  } catch (error) {
    throw new ConfigurationError(`${name}: the file cannot be read, expected plain, or a file with rules`, {
      cause: error,
    });
  }
  return checkSystems(withSystems(text), basename(name));
}

/** Adds an empty list of systems to a file that has only rules; returns any other text unchanged. */
function withSystems(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return text;
    const isBare =
      ["rules", "serviceLevels", "receivers"].some((key) => Object.hasOwn(value, key)) &&
      !Object.hasOwn(value, "systems");
    return isBare ? JSON.stringify({ ...value, systems: [] }) : text;
  } catch {
    return text;
  }
}

/**
 * Returns the systems with their rules replaced: by the general ones, and by its own where `rules` lists a system. Hours
 * and time zone there count too, since guards go by them, and so do service levels, areas and receivers.
 */
export function withRules(
  systems: readonly SystemEntry[],
  rules: SystemsConfiguration,
): SystemsConfiguration {
  const entries = systems.map(({ rules: _rules, guards: _guards, stations: _stations, ...entry }) => {
    const listed = rules.systems.find(({ systemId }) => systemId === entry.systemId);
    return {
      ...entry,
      timeZone: listed?.timeZone ?? entry.timeZone,
      openingHours: listed?.openingHours ?? entry.openingHours,
      rules: listed?.rules,
      guards: listed?.guards,
      stations: listed?.stations,
      serviceLevels: listed?.serviceLevels ?? entry.serviceLevels,
      areas: listed?.areas ?? entry.areas,
    };
  });
  const { guards, retention, serviceLevels, receivers } = rules;
  return { rules: rules.rules, guards, retention, serviceLevels, receivers, systems: entries };
}
