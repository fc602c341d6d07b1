import { PollMemoryStore } from "../functions/store/poll-memory-store.ts";
import { quoted } from "../functions/words/text.ts";
import { OptionError, type StartOptions } from "./options.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Source } from "./sources/source.ts";
import { TABLE_NAMES } from "./tables.ts";

/**
 * Throws an OptionError where the tables keep systems of another source: these would count as having left, and their
 * open alerts would end. A systems.json may lose some of its systems, but not all; any other source has only one.
 */
export async function requireSameSource(
  { directory, source: asked }: StartOptions,
  { configuration }: Pick<Source, "configuration">,
  { tables }: Pick<Pipeline, "tables">,
): Promise<void> {
  if (directory === null) return;
  const polls = await new PollMemoryStore(tables, TABLE_NAMES.polls).list();
  const kept = polls.filter(({ retiredAt }) => retiredAt === null).map(({ systemId }) => systemId);
  const known = new Set(configuration.systems.map(({ systemId }) => systemId));
  const others = kept.filter((systemId) => !known.has(systemId));
  const isSame = asked.type === "systems" ? others.length < kept.length : others.length === 0;
  if (kept.length === 0 || isSame) return;
  const expected = "expected the source that it was begun with, or another folder";
  throw new OptionError(
    `--data is ${quoted(directory)}, which keeps ${listed(others)}, and this start watches ${listed([...known])}: ${expected}`,
  );
}

function listed(systemIds: readonly string[]): string {
  const [first = "nothing", ...others] = systemIds;
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
