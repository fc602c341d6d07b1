import { isCount } from "../core/observation.ts";
import { stableShare } from "../core/stable-share.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { feedHost } from "../systems/feed-host.ts";
import { quoted } from "../words/text.ts";

/** The part of the systems that one of several pollers polls: `shard` counts from 0. */
export interface Shard {
  readonly shard: number;
  readonly of: number;
}

export const WHOLE: Shard = { shard: 0, of: 1 };

/** Returns the part that an event names; all systems when it names none or is null. Throws for an impossible part. */
export function shardOf(event: unknown): Shard {
  const { shard, of } = (event ?? {}) as { readonly shard?: unknown; readonly of?: unknown };
  if (shard === undefined && of === undefined) return WHOLE;
  if (isCount(shard) && isCount(of) && shard < of) return { shard, of };
  throw new Error(
    `the event asks for shard ${quoted(shard)} of ${quoted(of)}, expected whole numbers, from 0 and less than "of"`,
  );
}

/**
 * Returns the systems of a shard; each is in the same one at every run. All systems of a host share a shard, since a
 * host is asked one thing at a time and pollers do not know of one another.
 */
export function systemsIn({ shard, of }: Shard, systems: readonly SystemEntry[]): readonly SystemEntry[] {
  return of === 1
    ? systems
    : systems.filter((entry) => Math.floor(stableShare(feedHost(entry) ?? entry.systemId) * of) === shard);
}
