import { readdirSync } from "node:fs";
import { join } from "node:path";
import { messageOf } from "../../functions/core/messages.ts";
import { sourceOf } from "../../functions/poll/feed-source.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { quoted } from "../../functions/words/text.ts";
import { LEFT_BY_DESKTOPS } from "../data-folder.ts";
import { makeFolder } from "../make-folder.ts";
import { LOCK_FILE } from "./folder-lock.ts";
import { readHead } from "./head.ts";
import { HEAD_FILE, RESPONSES_FILE, TapeError } from "./tape.ts";
import { HEAD_PART } from "./write.ts";

const OWN_FILES: readonly string[] = [HEAD_FILE, RESPONSES_FILE, HEAD_PART, LOCK_FILE];

/** Makes the folder if it is missing, and returns the names of a recorder's files in it. Throws for any other file. */
export function ownFilesIn(folder: string): string[] {
  const names = list(folder);
  const foreign = names.find((name) => !OWN_FILES.includes(name) && !LEFT_BY_DESKTOPS.test(name));
  if (foreign !== undefined) {
    throw new TapeError(
      `${folder}: holds ${quoted(foreign)}, expected a new folder, an empty one, or a tape of an earlier recording`,
    );
  }
  return names;
}

function list(folder: string): string[] {
  try {
    makeFolder(folder);
    return readdirSync(folder);
  } catch (error) {
    throw new TapeError(`cannot record into ${folder}: ${messageOf(error)}`, { cause: error });
  }
}

/** A tape is of one feed: what another one gave would follow as if the stations had changed. */
export async function requireSameFeed(folder: string, system: SystemEntry): Promise<void> {
  const { system: taped } = await readHead(folder);
  if (taped.systemId === system.systemId && sourceOf(taped) === sourceOf(system)) return;
  throw new TapeError(
    `${join(folder, HEAD_FILE)}: is a tape of ${quoted(taped.systemId)} from another feed than ${quoted(system.systemId)}, expected another folder`,
  );
}
