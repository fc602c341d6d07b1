import { join } from "node:path";
import { expect, it } from "vitest";
import { keptHistory, playedHistory } from "../e2e/kept-history.ts";
import { killPlan } from "../e2e/kill-plan.ts";
import { playKilled } from "../e2e/play-killed.ts";
import { inFolder, wholeTape } from "../e2e/played-tape.ts";
import { expectedLines } from "./expected-lines.ts";

it("killed ten times on the way through a whole tape, the pipeline loses nothing and doubles nothing", async () => {
  await inFolder(async (folder) => {
    const tape = await wholeTape("lyon-jcdecaux-v3", folder);
    const plan = await killPlan(2, 10, tape.folder);
    expect(plan.filter(({ kind }) => kind === "commit").length).toBeGreaterThanOrEqual(4);
    const lines = await playKilled(tape, folder, plan);
    const expected = await expectedLines(tape);
    expect(lines.length).toBeGreaterThan(500);
    expect(lines.join("\n") === expected.join("\n")).toBe(true);
    const [kept, played] = [await keptHistory(join(folder, "data")), await playedHistory(tape)];
    expect(kept.length).toBeGreaterThan(500);
    expect(JSON.stringify(kept) === JSON.stringify(played)).toBe(true);
  });
});
