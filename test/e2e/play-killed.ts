import { join } from "node:path";
import type { Kill } from "./kill-plan.ts";
import { exportedLines, type PlayedTape, playWords, runNode, START_SCRIPT } from "./played-tape.ts";

const KILLED_RUN = join(import.meta.dirname, "killed-run.mjs");

/**
 * Plays a tape to its end on tables that outlive each run, while every run of the plan kills its process group at
 * its moment. A run that comes to its end before is the last one.
 */
export async function playKilled(
  tape: PlayedTape,
  folder: string,
  plan: readonly Kill[],
): Promise<{ kills: readonly Kill[]; lines: readonly string[] }> {
  const exportFile = join(folder, "alerts.csv");
  const words = [...playWords(tape, exportFile), "--data", join(folder, "data")];
  const kills: Kill[] = [];
  for (const kill of plan) {
    const killer = [KILLED_RUN, kill.kind, String(kill.count)];
    const ended = await runNode([...killer, ...words], folder);
    if (ended.signal !== "SIGKILL") {
      if (ended.code !== 0) throw new Error(`a run ended with ${ended.code}: ${ended.stderr}`);
      break;
    }
    kills.push(kill);
  }
  const last = await runNode([START_SCRIPT, ...words], folder);
  if (last.code !== 0) throw new Error(`the last run ended with ${last.code}: ${last.stderr}`);
  return { kills, lines: await exportedLines(exportFile) };
}
