import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { INTERRUPTED, inTerminal } from "./terminal.ts";

const hasScript = spawnSync("script", ["--version"]).status === 0;
if (!hasScript) process.stderr.write("left out: terminals, since util-linux's script is not here\n");

async function run(program: string, timeoutMs = 60_000) {
  return await inTerminal(`exec "$NODE" -e '${program}'`, {
    cwd: process.cwd(),
    env: { ...process.env, NODE: process.execPath, NO_COLOR: "1" },
    columns: 80,
    interruptAt: (text) => text.includes("ready"),
    timeoutMs,
    signal: new AbortController().signal,
  });
}

test.runIf(hasScript)(
  "a command sees a terminal of that width, Ctrl-C, and tells its exit code",
  async () => {
    const { code, text } = await run(`
    process.once("SIGINT", () => { console.log("interrupted"); process.exit(7); });
    setInterval(() => {}, 1000);
    console.log(process.stdout.isTTY, process.stdout.columns, "ready");`);
    expect(text).toBe("true 80 ready\r\n^Cinterrupted\r\n");
    expect(code).toBe(7);
  },
);

test.runIf(hasScript)("a command that Ctrl-C ends tells so", async () => {
  const { code } = await run(`setInterval(() => {}, 1000); console.log("ready")`);
  expect(code).toBe(INTERRUPTED);
});

test.runIf(hasScript)("a command that never ends is ended", async () => {
  const { code } = await run("setInterval(() => {}, 1000)", 1_000);
  expect(code).toBe(null);
});
