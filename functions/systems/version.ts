import { createHash } from "node:crypto";
import { STATION_RULES, type StationRules } from "../core/rules.ts";
import { defaultRules, entryRules, type SystemsConfiguration } from "./configuration.ts";

/**
 * Eight hexadecimal digits that name the rules as they apply: how they are written (order, `60s` or `1m`, what is
 * repeated from a wider scope) makes no difference, nor does a system or station without rules of its own.
 */
export function configurationVersion(configuration: SystemsConfiguration): string {
  const defaults = defaultRules(configuration);
  const defaultsText = canonical(defaults);
  const lines = [defaultsText];
  for (const entry of configuration.systems) {
    const { rules, stations } = entryRules(defaults, entry);
    const rulesText = canonical(rules);
    if (rulesText !== defaultsText) lines.push(JSON.stringify([entry.systemId, rulesText]));
    for (const [stationId, own] of stations) {
      const ownText = canonical(own);
      if (ownText !== rulesText) lines.push(JSON.stringify([entry.systemId, stationId, ownText]));
    }
  }
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 8);
}

function canonical(rules: StationRules): string {
  return JSON.stringify(
    STATION_RULES.map((name) => {
      const rule = rules[name];
      return rule && [rule.atMost, rule.clearAt, rule.forMs, rule.keepForMs];
    }),
  );
}
