import { join } from "node:path";
import { expect, it } from "vitest";
import { runNode } from "./child.ts";
import {
  exportedLines,
  inFolder,
  playWords,
  replayedLines,
  startOfTape,
  startScript,
} from "./played-tape.ts";

/** A GBFS tape, since the kill test plays JCDecaux; test/long plays all tapes whole. */
const TAPE = "baywheels-gbfs-1";
const RESPONSES = 100;

it("a tape through HTTP, Kinesis, the mapping, the handlers and the tables gives what the offline fold gives", async () => {
  await inFolder(async (folder) => {
    const tape = await startOfTape(TAPE, RESPONSES, folder);
    const exportFile = join(folder, "alerts.csv");
    const ended = await runNode([startScript(), ...playWords(tape, exportFile)], { cwd: folder });
    expect(ended.stderr).not.toMatch(/set aside|given up|retried/);
    expect(ended.code).toBe(0);
    const lines = await exportedLines(exportFile);
    expect(lines.length).toBeGreaterThan(100);
    expect(lines).toEqual(await replayedLines(tape));
  });
});
