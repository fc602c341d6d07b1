import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { type PlayedTape, replayedLines } from "../e2e/played-tape.ts";

/** The tape's events as computed by another implementation; by the offline fold when that result is not available. */
export async function expectedLines(tape: PlayedTape): Promise<string[]> {
  const computed = join(tape.folder, "plain-events.csv.gz");
  if (!existsSync(computed)) return await replayedLines(tape);
  const [header = ""] = await replayedLines(tape);
  return [header, ...gunzipSync(readFileSync(computed)).toString("utf8").trimEnd().split("\n")];
}
