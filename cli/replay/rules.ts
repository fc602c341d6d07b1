import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import { ruleBookOf, type SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { configurationVersion } from "../../functions/systems/version.ts";

/**
 * The rules that `--rules` names: `plain`, or a file, which is a systems.json or only its `rules`; where nothing
 * is said, systems.json in the folder, or the defaults without one. Throws a ConfigurationError for a bad file.
 */
export async function findRules(
  asked: string | undefined,
  systemId: string,
  folder: string,
): Promise<RuleBook> {
  if (asked === "plain") return PLAIN_RULES;
  const file = asked ?? join(folder, "systems.json");
  const configuration =
    asked === undefined && !existsSync(file) ? { systems: [] } : await readConfiguration(file);
  return ruleBookOf(configuration, systemId, configurationVersion(configuration));
}

/** The validator is loaded only for those who need it. */
async function readConfiguration(file: string): Promise<SystemsConfiguration> {
  const { checkSystems, readSystems } = await import("../../functions/systems/schema.ts");
  const rulesAlone = readRulesAlone(file);
  return rulesAlone === null ? readSystems(file) : checkSystems(rulesAlone, basename(file));
}

/** The text of a systems.json with these rules and no system; null for any other file. */
function readRulesAlone(file: string): string | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof value !== "object" || value === null || Array.isArray(value)) return null;
    return Object.hasOwn(value, "systems") || !Object.hasOwn(value, "rules")
      ? null
      : JSON.stringify({ ...value, systems: [] });
  } catch {
    return null;
  }
}
