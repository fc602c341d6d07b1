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
  { configuration, title }: Pick<Source, "configuration" | "title">,
  { tables }: Pick<Pipeline, "tables">,
): Promise<void> {
  if (directory === null) return;
  const polls = await new PollMemoryStore(tables, TABLE_NAMES.polls).list();
  const kept = polls.filter(({ retiredAt }) => retiredAt === null).map(({ systemId }) => systemId);
  const known = new Set(configuration.systems.map(({ systemId }) => systemId));
  const others = kept.filter((systemId) => !known.has(systemId));
  const isSame = asked.type === "systems" ? others.length < kept.length : others.length === 0;
  if (kept.length === 0 || isSame) return;
  const [first] = others;
  const more = others.length > 1 ? ` and ${others.length - 1} more` : "";
  throw new OptionError(
    `--data is ${quoted(directory)}, which keeps ${first}${more}, not in ${title}: expected the source that it was begun with, or another folder`,
  );
}
