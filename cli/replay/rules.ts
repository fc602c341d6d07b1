import { existsSync } from "node:fs";
import { join } from "node:path";
import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { configurationVersion } from "../../functions/systems/version.ts";

/**
 * Returns the rules that `--rules` names: `plain`, or a file, which is a systems.json or only its `rules`. Without it,
 * those of systems.json in the folder, else the defaults. `system` is the tape's entry, checked. Throws a ConfigurationError for a bad file.
 */
export async function findRules(
  asked: string | undefined,
  system: SystemEntry,
  folder: string,
): Promise<RuleBook> {
  if (asked === "plain") return PLAIN_RULES;
  const file = asked ?? join(folder, "systems.json");
  if (asked === undefined && !existsSync(file))
    return ruleBookOf({ systems: [system] }, system.systemId, "defaults");
  const { readRules, withRules } = await import("../../functions/systems/rules-file.ts");
  const configuration = readRules(file);
  const version = configurationVersion(configuration);
  return ruleBookOf(withRules([system], configuration), system.systemId, version);
}
