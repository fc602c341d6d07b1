import { join } from "node:path";
import { expect, it } from "vitest";
import { keptHistory, playedHistory } from "./kept-history.ts";
import { killPlan } from "./kill-plan.ts";
import { playKilled } from "./play-killed.ts";
import { inFolder, replayedLines, startOfTape } from "./played-tape.ts";

const RESPONSES = 300;
/** Two kills here; test/long has ten over a whole tape. */
const KILLS = 2;

it("killed twice, between commit and flush among others, the pipeline loses nothing and doubles nothing", async () => {
  await inFolder(async (folder) => {
    const tape = await startOfTape("lyon-jcdecaux-v3", RESPONSES, folder);
    const lines = await playKilled(tape, folder, await killPlan(1, KILLS, tape.folder));
    expect(lines.length).toBeGreaterThan(100);
    expect(lines).toEqual(await replayedLines(tape));
    expect(await keptHistory(join(folder, "data"))).toEqual(await playedHistory(tape));
  });
});
