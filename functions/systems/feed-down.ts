import { FEED_RULES } from "../core/feed-rules.ts";
import type { SystemEntry, SystemsConfiguration } from "./configuration.ts";
import { durationMs } from "./duration.ts";

const NAME = "feed-down";
const BUILT_IN_MS = FEED_RULES.find(({ name }) => name === NAME)?.builtIn.forMs ?? 0;

/**
 * Returns how long a system's feed must fail to count as down, as rule-settings.ts has it; null where the rule is off.
 * By itself, since the poller needs no other rule and all of them are a good part of its bundle.
 */
export function feedDownAfterMs(
  configuration: Pick<SystemsConfiguration, "rules">,
  entry: Pick<SystemEntry, "rules">,
): number | null {
  let forMs: number | null = BUILT_IN_MS;
  for (const scope of [configuration, entry]) {
    const settings = scope.rules?.[NAME];
    if (settings === false) forMs = null;
    else if (settings?.for !== undefined) forMs = durationMs(settings.for);
    else if (settings !== undefined) forMs ??= BUILT_IN_MS;
  }
  return forMs;
}
