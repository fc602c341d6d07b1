import { expect, it } from "vitest";
import { killPlan } from "./kill-plan.ts";
import { playKilled } from "./play-killed.ts";
import { inFolder, replayedLines, startOfTape } from "./played-tape.ts";

const RESPONSES = 300;

it("killed again and again, between commit and flush among others, the pipeline loses nothing and doubles nothing", async () => {
  await inFolder(async (folder) => {
    const tape = await startOfTape("lyon-jcdecaux-v3", RESPONSES, folder);
    const played = await playKilled(tape, folder, killPlan(1, 10, 40));
    expect(played.kills.length).toBeGreaterThanOrEqual(5);
    expect(played.lines).toEqual(await replayedLines(tape));
  });
}, 150_000);
