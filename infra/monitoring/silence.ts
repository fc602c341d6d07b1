import { POLL_SECONDS_DEFAULT, TTL_SECONDS_MAX } from "../../functions/poll/schedule.ts";
import type { SystemsConfiguration } from "../../functions/systems/configuration.ts";

/** Returns the minutes, in steps of five, within which the poller puts a record at the latest, whatever the feeds do. */
export function recordWithinMinutes({ systems }: SystemsConfiguration): number {
  const soonestSeconds = Math.min(...systems.map(({ pollSeconds }) => pollSeconds ?? POLL_SECONDS_DEFAULT));
  // A feed that names a long ttl, or is left alone, is asked each quarter of an hour at the latest.
  return Math.ceil(Math.max(soonestSeconds, TTL_SECONDS_MAX) / 300) * 5 + 5;
}
