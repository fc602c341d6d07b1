import { createHash } from "node:crypto";
import type { RuleBook } from "../../functions/core/rules.ts";
import type {
  ServiceTermSettings,
  SystemEntry,
  SystemsConfiguration,
} from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { termSettingsOf } from "../../functions/systems/service-terms.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { quoted } from "../../functions/words/text.ts";
import { unknownError } from "../unknown.ts";

/** What a system is judged by: its rules, which decide what is believed, its terms and its areas. */
export interface Contract {
  readonly ruleBook: RuleBook;
  readonly terms: readonly ServiceTermSettings[];
  readonly areas: ReadonlyMap<string, readonly string[]>;
  /** IANA name that the configuration gives; null where only the feed may. */
  readonly timeZone: string | null;
}

/** Returns the contract of a system by a checked configuration. */
export function contractOf(
  configuration: SystemsConfiguration,
  systemId: string,
  version?: string,
): Contract {
  const entry = configuration.systems.find((system) => system.systemId === systemId);
  return {
    ruleBook: ruleBookOf(configuration, systemId, version ?? configurationVersion(configuration)),
    terms: termSettingsOf(configuration, systemId),
    areas: new Map(Object.entries(entry?.areas ?? {})),
    timeZone: entry?.timeZone ?? null,
  };
}

/** Returns the contract of a tape's system; `rules` are as those of `replay`. Throws a ConfigurationError for a bad file. */
export async function contractOfTape(rules: string | null, system: SystemEntry): Promise<Contract> {
  if (rules === null) return contractOf({ systems: [system] }, system.systemId, "defaults");
  const { readRules, withRules } = await import("../../functions/systems/rules-file.ts");
  return contractOf(withRules([system], readRules(rules)), system.systemId);
}

/** Returns the contract with the asked terms alone; all of them for undefined. Throws a UserError for an unknown name. */
export function withTerms(contract: Contract, asked: readonly string[] | undefined): Contract {
  if (asked === undefined) return contract;
  const known = contract.terms.map(({ name }) => ({ id: name }));
  for (const name of asked) {
    if (known.some(({ id }) => id === name)) continue;
    throw unknownError(`no term ${quoted(name)} is known`, name, known, "systems.json has no serviceLevels");
  }
  return { ...contract, terms: contract.terms.filter(({ name }) => asked.includes(name)) };
}

/** Returns eight hexadecimal digits that identify the terms and areas as they are written. */
export function termsVersion({ terms, areas }: Contract): string {
  return createHash("sha256")
    .update(JSON.stringify([terms, [...areas]]))
    .digest("hex")
    .slice(0, 8);
}
