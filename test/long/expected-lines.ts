import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type PlayedTape, replayedLines } from "../e2e/played-tape.ts";

/** What the tape's events are, computed a second way; those of the offline fold where that is not at hand. */
export async function expectedLines(tape: PlayedTape): Promise<string[]> {
  const computed = join(tape.folder, "plain-events.csv.gz");
  if (!existsSync(computed)) return await replayedLines(tape);
  const [header = ""] = await replayedLines(tape);
  return [header, ...gunzipSync(readFileSync(computed)).toString("utf8").trimEnd().split("\n")];
}
