import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runCommand } from "./command.ts";
import { majorOf, NODE_VERSIONS, nodeOf, withNode } from "./node-versions.ts";
import { type Part, runParts, tableOf } from "./parts.ts";
import { readmeCommands } from "./readme-commands.ts";
import { cloneAsStranger, leftBehind, startAsStranger } from "./stranger.ts";

// What `.ci/run` does: what a stranger does, in a clone of what is committed; then the long suites, in this checkout.

const ROOT = join(import.meta.dirname, "../..");
const MINUTES_MAX = 75;
const TERMINAL_TEXT = join(ROOT, ".ci/terminal.txt");

const say = (line: string) => void process.stderr.write(`ci: ${line}\n`);
const stop = new AbortController();
for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(name, () => stop.abort());

const [start, test] = readmeCommands(readFileSync(join(ROOT, "README.md"), "utf8"));
const stranger = cloneAsStranger(ROOT);

/** A command line in this checkout. */
function suite(line: string, mayFail = false): Part {
  return { name: line, mayFail, run: (signal) => runCommand(line, { cwd: ROOT, env: process.env, signal }) };
}

const parts: Part[] = [
  {
    name: `a stranger's ${start}`,
    run: (signal) => startAsStranger(stranger, start, TERMINAL_TEXT, signal),
  },
  {
    name: `a stranger's ${test}`,
    run: async (signal) => {
      await runCommand(test, { cwd: stranger.clone, env: stranger.env, signal });
      const left = await leftBehind(stranger.env.TMPDIR ?? "");
      if (left.length > 0) throw new Error(left.join("; "));
    },
  },
  ...NODE_VERSIONS.filter((version) => majorOf(version) !== majorOf(process.versions.node)).map(
    (version): Part => ({
      name: `the unit tests on Node ${version}`,
      run: (signal) => {
        const env = withNode(nodeOf(version), stranger.env);
        const line = "node --version && node node_modules/vitest/vitest.mjs run --project unit";
        return runCommand(line, { cwd: stranger.clone, env, signal });
      },
    }),
  ),
  suite("npm run check"),
  suite("npm run model -- --histories 50000"),
  suite("npm run faults -- --hash"),
  suite("npm run faults -- --histories 100000"),
  suite("npm run test:deployed"),
  suite("npm run mutants -- --changed HEAD^ --minutes 5"),
  // A busy machine can miss a figure.
  suite("npm run bench", true),
];

try {
  const limits = { minutesMax: MINUTES_MAX, now: () => performance.now(), stop: stop.signal };
  const outcome = await runParts(parts, limits, say);
  process.stderr.write(tableOf(outcome));
  if (!outcome.passed) process.exitCode = 1;
} finally {
  stranger.leave();
}
