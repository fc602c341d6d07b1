import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { configurationVersion } from "../../functions/systems/version.ts";

/**
 * Returns the rules of a tape's system, whose entry is checked: `plain`, those of a file, which is a systems.json or only
 * its `rules`, or for null the defaults. Throws a ConfigurationError for a bad file.
 */
export async function findRules(rules: string | null, system: SystemEntry): Promise<RuleBook> {
  if (rules === "plain") return PLAIN_RULES;
  if (rules === null) return ruleBookOf({ systems: [system] }, system.systemId, "defaults");
  const { readRules, withRules } = await import("../../functions/systems/rules-file.ts");
  const configuration = readRules(rules);
  const version = configurationVersion(configuration);
  return ruleBookOf(withRules([system], configuration), system.systemId, version);
}
