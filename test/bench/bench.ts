import { statSync } from "node:fs";
import { join } from "node:path";
import { FUNCTION_NAMES } from "../../functions/runtime/functions.ts";
import { benchAgainst } from "./against.ts";
import { benchDetect } from "./detect-bench.ts";
import { benchHistory } from "./history-bench.ts";
import { benchIds } from "./ids-bench.ts";
import { benchLarge } from "./large-bench.ts";
import { benchLevels } from "./levels-bench.ts";
import { benchPast } from "./past-bench.ts";
import { benchReplay } from "./replay-bench.ts";
import { type Result, result, tell } from "./results.ts";
import { benchRisk } from "./risk-bench.ts";
import { snapshotsOf, withTapes } from "./tapes.ts";
import { benchWorld } from "./world/world-bench.ts";

// Measures all figures in one run. What is about speed is a ratio of CPU times, since machines differ. With the word
// `world` another bench runs instead: it polls a simulated world minute by minute, for about ten minutes of wall time.
// With `large` it measures the detector with the largest systems, with `ids` one whose station ids go on changing.
// With `against FOLDER` it alternates the detect path with that of the older version checked out in that folder.

const SNAPSHOTS = 300;
const BUNDLE_KB_MAX = 400;

function bundleOf(name: string): string {
  return join(import.meta.dirname, `../../dist/functions/${name}/index.mjs`);
}

function bundleSize(name: string): Result {
  return result(`bundle of ${name}, minified`, statSync(bundleOf(name)).size / 1_000, "KB", BUNDLE_KB_MAX);
}

async function benchTapes(): Promise<Result[]> {
  const results: Result[] = FUNCTION_NAMES.map(bundleSize);
  process.stderr.write("measuring levels\n");
  results.push(...benchLevels());
  await withTapes(async (tapes) => {
    for (const { name, folder } of tapes) {
      process.stderr.write(`measuring ${name}\n`);
      const recorded = await snapshotsOf(folder, SNAPSHOTS);
      results.push(...benchDetect(name, recorded), ...benchHistory(name, recorded.snapshots));
      results.push(await benchReplay(name, folder));
      results.push(await benchPast(name, folder));
      results.push(...(await benchRisk(name, folder)));
    }
  });
  return results;
}

const [what, folder] = process.argv.slice(2);
if (what === "against" && folder !== undefined) await benchAgainst(folder);
else {
  const benches = new Map([
    ["world", () => benchWorld(bundleOf("poll"))],
    ["large", benchLarge],
    ["ids", benchIds],
  ]);
  const results = await (benches.get(what ?? "") ?? benchTapes)();
  tell(results);
  if (results.some(({ holds }) => !holds)) process.exitCode = 1;
}
