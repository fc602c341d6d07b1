import { isCount } from "../core/observation.ts";
import { stableShare } from "../core/stable-share.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { feedHost } from "../systems/feed-host.ts";
import { quoted } from "../words/text.ts";

/** The part of the systems that one of several pollers takes: `shard` counts from 0. */
export interface Shard {
  readonly shard: number;
  readonly of: number;
}

export const WHOLE: Shard = { shard: 0, of: 1 };

/** The part that an event asks for; all where it names none, as null does. Throws for one that there cannot be. */
export function shardOf(event: unknown): Shard {
  const { shard, of } = (event ?? {}) as { readonly shard?: unknown; readonly of?: unknown };
  if (shard === undefined && of === undefined) return WHOLE;
  if (isCount(shard) && isCount(of) && shard < of) return { shard, of };
  throw new Error(
    `the event asks for shard ${quoted(shard)} of ${quoted(of)}, expected whole numbers, from 0 and less than "of"`,
  );
}

/**
 * Each system is in one shard, in the same one at every run. All of a host are in one: it is asked one thing at a time,
 * and pollers know nothing of one another.
 */
export function systemsIn({ shard, of }: Shard, systems: readonly SystemEntry[]): readonly SystemEntry[] {
  return of === 1
    ? systems
    : systems.filter((entry) => Math.floor(stableShare(feedHost(entry) ?? entry.systemId) * of) === shard);
}
