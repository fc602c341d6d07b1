import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startNode } from "../e2e/child.ts";
import { inFolder } from "../e2e/played-tape.ts";
import { filesLeft, processesLeft } from "./left-behind.ts";

test("a temporary folder that is left is found, the caches of tools are not", async () => {
  await inFolder(async (folder) => {
    for (const name of ["tsx-0", "node-compile-cache", "stationwatch-x1y2"]) mkdirSync(join(folder, name));
    writeFileSync(join(folder, "file"), "");
    expect(filesLeft(folder).sort()).toEqual(["file", "stationwatch-x1y2"]);
  });
});

test.runIf(process.platform === "linux")("a process that is left is found until it has ended", async () => {
  await inFolder(async (folder) => {
    const words = ["-e", "console.log('there'); setInterval(() => {}, 1000)"];
    const child = startNode(words, { cwd: folder, env: { ...process.env, TMPDIR: folder } });
    await child.until("stdout", /there/);
    expect(processesLeft(folder)).toEqual([child.pid]);
    expect(processesLeft(`${folder}-other`)).toEqual([]);
    child.signal("SIGKILL");
    await child.ended;
    expect(processesLeft(folder)).toEqual([]);
  });
});
