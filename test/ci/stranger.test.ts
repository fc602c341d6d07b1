import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { inFolder } from "../e2e/played-tape.ts";
import { cloneAsStranger } from "./stranger.ts";

test("sources without their history are copied, without what git ignores", async () => {
  await inFolder(async (folder) => {
    writeFileSync(join(folder, ".gitignore"), "node_modules/\n.ci/terminal.txt\n");
    for (const name of ["node_modules", ".ci", "src"]) mkdirSync(join(folder, name));
    for (const name of ["node_modules/a", ".ci/terminal.txt", ".ci/run", "src/a.ts"])
      writeFileSync(join(folder, name), "");
    const { clone, leave } = cloneAsStranger(folder);
    const isThere = (name: string) => existsSync(join(clone, name));
    expect(["src/a.ts", ".ci/run"].every(isThere)).toBe(true);
    expect(["node_modules", ".ci/terminal.txt"].some(isThere)).toBe(false);
    leave();
    expect(existsSync(clone)).toBe(false);
  });
});
