import { isDeepStrictEqual } from "node:util";
import { FEED_RULES } from "../../functions/core/feed-rules.ts";
import type { Guards, RuleBook } from "../../functions/core/rules.ts";
import type {
  GuardSettings,
  SystemEntry,
  SystemsConfiguration,
} from "../../functions/systems/configuration.ts";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { readRules, withRules } from "../../functions/systems/rules-file.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { printable } from "../../functions/words/text.ts";

/** Which guard each setting of systems.json sets. */
const GUARD_OF: Readonly<Record<keyof GuardSettings, keyof Guards>> = {
  rebaselineAfter: "rebaselineAfterMs",
  dropOlderFor: "dropOlderForMs",
  unreportedDocks: "unreportedDocks",
  contradictedVehicles: "contradictedVehicles",
  contradictedDocks: "contradictedDocks",
  openingHours: "openingHours",
};

/**
 * Returns the rules to try on the history of a system: about stations those that `name` names, `plain` or a file, and
 * about the feed those of `then`, since history has only what these let through. `entry` is the system's in systems.json;
 * null without one. Throws a ConfigurationError for a file that cannot be used, or that asks for other guards.
 */
export function rulesForPast(
  name: string,
  systemId: string,
  entry: SystemEntry | null,
  then: RuleBook,
): RuleBook {
  const configuration = readRules(name);
  const whole = entry === null ? configuration : withRules([entry], configuration);
  const tried = ruleBookOf(whole, systemId, configurationVersion(configuration));
  const others = changedOf(configuration, systemId, tried, then);
  if (others.length > 0) {
    throw new ConfigurationError(
      `${printable(name)}: ${others.join(", ")}: other than then, and history has no columns of what was held or dropped; ` +
        "leave it out, or try it on a recording",
    );
  }
  return { ...tried, feed: then.feed, guards: then.guards };
}

/** Returns the rules about the feed and the guards that the file sets, and sets to something else. */
function changedOf(
  configuration: SystemsConfiguration,
  systemId: string,
  tried: RuleBook,
  then: RuleBook,
): string[] {
  const listed = configuration.systems.find((system) => system.systemId === systemId);
  const scopes = [configuration, listed];
  const feed = FEED_RULES.map(({ name }) => name).filter(
    (name) =>
      scopes.some((scope) => scope?.rules?.[name] !== undefined) &&
      !isDeepStrictEqual(tried.feed[name], then.feed[name]),
  );
  const isSet = (setting: keyof GuardSettings) =>
    scopes.some((scope) => scope?.guards?.[setting] !== undefined) ||
    (setting === "openingHours" && (listed?.openingHours ?? listed?.timeZone) !== undefined);
  const guards = (Object.keys(GUARD_OF) as (keyof GuardSettings)[]).filter(
    (setting) =>
      isSet(setting) && !isDeepStrictEqual(tried.guards[GUARD_OF[setting]], then.guards[GUARD_OF[setting]]),
  );
  return [...feed, ...guards];
}
