import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { RuleParameters, SystemEntry, SystemsConfiguration } from "./configuration.ts";
import { ConfigurationError } from "./configuration-error.ts";
import { checkSystems } from "./schema.ts";

const AT_ONCE: RuleParameters = { for: "0s", keepFor: "0s" };
const AT_ZERO: RuleParameters = { ...AT_ONCE, atMost: 0, clearAt: 1 };

/** Every rule at zero, nothing waited for, no guard, written as in systems.json. */
const PLAIN: SystemsConfiguration = {
  rules: {
    empty: AT_ZERO,
    full: AT_ZERO,
    closed: AT_ONCE,
    missing: false,
    "feed-down": false,
    "feed-frozen": false,
    "feed-shrunk": false,
    "feed-flapping": false,
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
