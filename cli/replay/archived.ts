import { statSync } from "node:fs";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { counted } from "../../functions/words/amounts.ts";
import { contentsOf, type Say } from "../archive/contents.ts";
import { archivedFiles } from "../archive/files.ts";
import { archivedMessages } from "../archive/messages.ts";
import { progressBar } from "../formats/progress-bar.ts";
import type { Terminal } from "../world.ts";
import { oneOf, type Recorded } from "./recorded.ts";

/** How many things that are wrong with an archive are said one by one. */
const SAID_MAX = 10;

/**
 * Opens a folder with what the deployed archive wrote; null when no file in it is such a one. Says what cannot be used.
 * Throws a UserError where `systemId` chooses none of its systems.
 */
export async function openArchive(
  folder: string,
  systemId: string | undefined,
  terminal: Terminal,
): Promise<Recorded | null> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return null;
  const files = await archivedFiles(folder);
  if (files.length === 0) return null;
  const sayings = createSayings(terminal.say);
  const bar = await progressBar(files.length, "files", terminal);
  const contents = await contentsOf(files, sayings.say, bar.advance).finally(bar.stop);
  sayings.end();
  if (contents.size === 0) return null;
  const chosen = oneOf([...contents.keys()].sort(), systemId, folder);
  const archived = contents.get(chosen);
  if (archived === undefined) return null;
  return {
    system: entryOf(chosen),
    total: archived.records,
    parts: "records",
    async *messages(onPart) {
      const more = createSayings(terminal.say);
      yield* archivedMessages(chosen, archived, more.say, onPart);
      more.end();
    },
  };
}

/** Records name their system by its id alone; where its feed was does not matter to who folds them. */
function entryOf(systemId: string): SystemEntry {
  return { systemId, kind: "gbfs", url: "https://archive.invalid/gbfs.json" };
}

function createSayings(sayLine: Say): { readonly say: Say; readonly end: () => void } {
  let said = 0;
  return {
    say: (sentence) => {
      said++;
      if (said <= SAID_MAX) sayLine(sentence);
    },
    end: () => {
      if (said > SAID_MAX) sayLine(`and ${counted(said - SAID_MAX, "more thing")} of this kind`);
    },
  };
}
