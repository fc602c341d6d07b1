import { join } from "node:path";
import { expect, it } from "vitest";
import { runNode } from "../e2e/child.ts";
import { exportedLines, inFolder, playWords, startScript, wholeTape } from "../e2e/played-tape.ts";
import { expectedLines } from "./expected-lines.ts";
import { TAPE_NAMES } from "./tape-names.ts";

it.each(TAPE_NAMES)("%s, whole, through everything gives exactly the alerts that it must", async (name) => {
  await inFolder(async (folder) => {
    const tape = await wholeTape(name, folder);
    const exportFile = join(folder, "alerts.csv");
    const ended = await runNode([startScript(), ...playWords(tape, exportFile)], { cwd: folder });
    expect(ended.stderr).not.toMatch(/set aside|given up|retried/);
    expect(ended.code).toBe(0);
    const lines = await exportedLines(exportFile);
    const expected = await expectedLines(tape);
    expect(lines.length).toBeGreaterThan(500);
    // Compared as one text: Vitest would take minutes to draw a difference of ten thousand lines.
    expect(lines.join("\n") === expected.join("\n")).toBe(true);
  });
});
