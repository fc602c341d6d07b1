import { statSync } from "node:fs";
import { join } from "node:path";
import { benchDetect } from "./detect-bench.ts";
import { benchReplay } from "./replay-bench.ts";
import { type Result, result, tell } from "./results.ts";
import { snapshotsOf, withTapes } from "./tapes.ts";

// All figures of one run. Time is CPU time, and always a ratio: this machine and yours are not the same.

const SNAPSHOTS = 300;
const BUNDLE_KB_MAX = 400;

function bundleSize(name: string): Result {
  const file = join(import.meta.dirname, `../../dist/functions/${name}/index.mjs`);
  return result(`bundle of ${name}, minified`, statSync(file).size / 1_000, "KB", BUNDLE_KB_MAX);
}

const results: Result[] = [bundleSize("poll"), bundleSize("detect")];
await withTapes(async (tapes) => {
  for (const { name, folder } of tapes) {
    process.stderr.write(`measuring ${name}\n`);
    results.push(...benchDetect(name, await snapshotsOf(folder, SNAPSHOTS)));
    results.push(await benchReplay(name, folder));
  }
});
tell(results);
if (results.some(({ holds }) => !holds)) process.exitCode = 1;
