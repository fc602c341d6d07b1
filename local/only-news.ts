import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { AlertsChanged } from "../functions/core/announcement.ts";

/** The file in a folder of `--data` with the ids of what was shown, one a line. */
const TOLD_FILE = "told";
/** A detector that died repeats what its last commits had to tell, one id for each system and poll. */
const IDS_MAX = 10_000;
/** The file is cut to the newest ids when it has more lines than this. */
const LINES_MAX = 2 * IDS_MAX;

/**
 * Returns a receiver that shows each announcement once: they are delivered at least once, and a repeat has the same id.
 * With a folder, ids are kept for a later run. A repeat can still be shown where a run is killed in the moment between
 * showing and keeping, and where the disk is full: better twice than never.
 */
export function onlyNews(
  folder: string | null,
  show: (change: AlertsChanged) => void,
): (change: AlertsChanged) => void {
  const file = folder === null ? null : join(folder, TOLD_FILE);
  const told = new Set(file === null ? [] : idsIn(file));
  let lines = told.size;
  return (change) => {
    if (told.has(change.id)) return;
    show(change);
    told.add(change.id);
    for (const oldest of told) {
      if (told.size <= IDS_MAX) break;
      told.delete(oldest);
    }
    if (file === null) return;
    quietly(() => appendFileSync(file, `${change.id}\n`));
    // A run may last for a year, and the file is read whole.
    if (++lines <= LINES_MAX) return;
    quietly(() => writeIds(file, [...told]));
    lines = told.size;
  };
}

/** Returns the newest ids of the file, which is cut to them. */
function idsIn(file: string): string[] {
  const ids: string[] = [];
  quietly(() => ids.push(...readFileSync(file, "utf8").split("\n").slice(0, -1).slice(-IDS_MAX)));
  if (ids.length === IDS_MAX) quietly(() => writeIds(file, ids));
  return ids;
}

function writeIds(file: string, ids: readonly string[]): void {
  writeFileSync(file, `${ids.join("\n")}\n`);
}

/** What cannot be read or kept costs a repeated line, and no run ends for that. */
function quietly(work: () => void): void {
  try {
    work();
  } catch {}
}
