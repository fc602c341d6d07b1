import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { FEED_RULES } from "../core/feed-rules.ts";
import { byName } from "../core/rules.ts";
import { STATION_RULES } from "../core/station-rules.ts";
import type { RuleDelays, RuleParameters, SystemEntry, SystemsConfiguration } from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { checkSystems } from "./schema.ts";

const NO_DELAY: RuleDelays = { for: "0s", keepFor: "0s" };
const AT_ZERO: RuleParameters = { ...NO_DELAY, atMost: 0, clearAt: 1 };

/** Every rule at zero, nothing waited for, no guard, written as in systems.json. */
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
    openingHours: false,
  },
  systems: [],
};

/**
 * The rules that `--rules` names: `plain`, or a file like systems.json of which only the rules matter, so that it
 * may list no systems. Throws a ConfigurationError.
 */
export function readRules(name: string): SystemsConfiguration {
  if (name === "plain") return PLAIN;
  let text: string;
  try {
    text = readFileSync(name, "utf8");
  } catch (error) {
    throw new ConfigurationError(`${name}: the file cannot be read, expected plain, or a file with rules`, {
      cause: error,
    });
  }
  return checkSystems(withSystems(text), basename(name));
}

/** A file with rules alone becomes one that lists no systems; any other text stays as it is. */
function withSystems(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return text;
    const isBare = Object.hasOwn(value, "rules") && !Object.hasOwn(value, "systems");
    return isBare ? JSON.stringify({ ...value, systems: [] }) : text;
  } catch {
    return text;
  }
}

/** The systems under other rules: the general ones, and for a system that the rules list its own. */
export function withRules(
  systems: readonly SystemEntry[],
  rules: SystemsConfiguration,
): SystemsConfiguration {
  const entries = systems.map(({ rules: _rules, guards: _guards, stations: _stations, ...entry }) => {
    const listed = rules.systems.find(({ systemId }) => systemId === entry.systemId);
    return { ...entry, rules: listed?.rules, guards: listed?.guards, stations: listed?.stations };
  });
  return { rules: rules.rules, guards: rules.guards, retention: rules.retention, systems: entries };
}
