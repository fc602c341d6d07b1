import { existsSync } from "node:fs";
import { join } from "node:path";
import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { configurationVersion } from "../../functions/systems/version.ts";

/**
 * Returns the rules that `--rules` names: `plain`, or a file, which is a systems.json or only its `rules`. Without it,
 * those of systems.json in the folder, else the defaults. Throws a ConfigurationError for a bad file.
 */
export async function findRules(
  asked: string | undefined,
  systemId: string,
  folder: string,
): Promise<RuleBook> {
  if (asked === "plain") return PLAIN_RULES;
  const file = asked ?? join(folder, "systems.json");
  if (asked === undefined && !existsSync(file)) return ruleBookOf({ systems: [] }, systemId, "defaults");
  // The validator is loaded only where it is needed.
  const { readRules } = await import("../../functions/systems/rules-file.ts");
  const configuration = readRules(file);
  return ruleBookOf(configuration, systemId, configurationVersion(configuration));
}
