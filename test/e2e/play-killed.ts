import { join } from "node:path";
import { runNode } from "./child.ts";
import type { Kill } from "./kill-plan.ts";
import { exportedLines, type PlayedTape, playWords, startScript } from "./played-tape.ts";

const KILLED_RUN = join(import.meta.dirname, "killed-run.mjs");

/**
 * Plays a tape to its end on tables that survive each run. Every planned run kills its process group at its moment.
 * Returns what the last run exported; throws when a run ends in any other way.
 */
export async function playKilled(
  tape: PlayedTape,
  folder: string,
  plan: readonly Kill[],
  start = startScript(),
): Promise<string[]> {
  const exportFile = join(folder, "alerts.csv");
  const words = [...playWords(tape, exportFile), "--data", join(folder, "data")];
  // A killed run leaves its temporary files, so they go into this folder.
  const env = { ...process.env, TMPDIR: folder };
  for (const { kind, from } of plan) {
    const ended = await runNode([KILLED_RUN, kind, from, start, ...words], { cwd: folder, env });
    if (ended.signal !== "SIGKILL") {
      throw new Error(`the run to be killed at ${kind} ${from} ended with ${ended.code}: ${ended.stderr}`);
    }
  }
  const last = await runNode([start, ...words], { cwd: folder });
  if (last.code !== 0) throw new Error(`the last run ended with ${last.code}: ${last.stderr}`);
  return await exportedLines(exportFile);
}
