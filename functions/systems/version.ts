import { createHash } from "node:crypto";
import { FEED_RULES } from "../core/feed-rules.ts";
import type { StationRules } from "../core/rules.ts";
import { STATION_RULES } from "../core/station-rules.ts";
import type { SystemsConfiguration } from "./configuration.ts";
import { defaultRules, entryRules, type ScopeRules } from "./rule-settings.ts";

/**
 * Returns eight hexadecimal digits that identify the rules as they apply. They do not depend on how rules are written
 * (order, `60s` or `1m`, repeats of a wider scope), nor on systems or stations without differing rules.
 */
export function configurationVersion(configuration: SystemsConfiguration): string {
  const defaults = defaultRules(configuration);
  const defaultsText = canonical(defaults);
  const lines = [defaultsText];
  for (const entry of configuration.systems) {
    const { stations, ...scope } = entryRules(defaults, entry);
    const scopeText = canonical(scope);
    if (scopeText !== defaultsText) lines.push(JSON.stringify([entry.systemId, scopeText]));
    const rulesText = canonicalRules(scope.rules);
    for (const [stationId, own] of stations) {
      const ownText = canonicalRules(own);
      if (ownText !== rulesText) lines.push(JSON.stringify([entry.systemId, stationId, ownText]));
    }
  }
  return createHash("sha256").update(lines.sort().join("\n")).digest("hex").slice(0, 8);
}

/** Includes only rules that are on, so that a new rule, off by default, does not change the version. */
function canonical({ rules, feed, guards }: ScopeRules): string {
  const feedRules = FEED_RULES.flatMap(({ name }) => {
    const rule = feed[name];
    return rule === null ? [] : [[name, rule.share, rule.atLeast, rule.forMs, rule.keepForMs]];
  });
  const { rebaselineAfterMs, dropOlderForMs, openingHours } = guards;
  const beliefs = [guards.unreportedDocks, guards.contradictedVehicles, guards.contradictedDocks];
  const guardValues = [rebaselineAfterMs, dropOlderForMs, beliefs, openingHours];
  return JSON.stringify([canonicalRules(rules), feedRules, guardValues]);
}

function canonicalRules(rules: StationRules): string {
  const on = STATION_RULES.flatMap(({ name }) => {
    const rule = rules[name];
    return rule === null ? [] : [[name, rule.atMost, rule.clearAt, rule.forMs, rule.keepForMs]];
  });
  return JSON.stringify(on);
}
