import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { messageOf } from "../functions/core/messages.ts";
import { quoted } from "../functions/words/text.ts";
import { makeFolder } from "./make-folder.ts";
import { OptionError } from "./options.ts";

const TABLES = "tables";
/** What desktops leave in every folder that somebody looks at. */
export const LEFT_BY_DESKTOPS = /^(?:\.DS_Store|Thumbs\.db|desktop\.ini)$/;

/**
 * Creates the folder of `--data` and returns its absolute path. Throws one sentence when it cannot be created, or holds
 * anything but what an earlier run has left there.
 */
export function useDataFolder(directory: string): string {
  const folder = resolve(directory);
  const names = namesIn(directory, folder).filter((name) => !LEFT_BY_DESKTOPS.test(name));
  if (names.length > 0 && !names.includes(TABLES)) {
    throw new Error(
      `--data is ${quoted(directory)}, which holds ${quoted(names[0])}, expected a new folder, an empty one, or one of an earlier run`,
    );
  }
  return folder;
}

/** Returns the folder of LevelDB in a folder of `--data`. */
export function tablesIn(folder: string): string {
  return join(folder, TABLES);
}

function namesIn(directory: string, folder: string): string[] {
  try {
    makeFolder(folder);
    return readdirSync(folder);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : null;
    // A path that leads through a file is a mistake of whoever wrote it; all else is the disk's state.
    if (code === "EEXIST" || code === "ENOTDIR")
      throw new OptionError(
        `--data is ${quoted(directory)}, expected a folder that can be created (${code})`,
      );
    throw new Error(`cannot keep tables in ${directory}: ${messageOf(error)}`, { cause: error });
  }
}
