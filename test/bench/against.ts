import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { PLAIN_RULES, type RuleBook } from "../../functions/core/rules.ts";
import { STATION_RULES } from "../../functions/core/station-rules.ts";
import type { encodeRecord } from "../../functions/stream/records.ts";
import { contextOf, cpuOf, type DetectModules, detectAll, recordsOf } from "./detect-bench.ts";
import { median } from "./results.ts";
import { type BenchSnapshots, snapshotsOf, withTapes } from "./tapes.ts";

const PAIRS = 41;
const WARM_UP = 3;
const SNAPSHOTS = 300;

/** A checkout of an older version, reduced to its detect path. */
interface Older extends DetectModules {
  readonly PLAIN_RULES: RuleBook;
  readonly encodeRecord: typeof encodeRecord;
  readonly snapshotsOf: (
    folder: string,
    count: number,
  ) => Promise<BenchSnapshots["snapshots"] | BenchSnapshots>;
}

async function loadOlder(folder: string): Promise<Older> {
  const load = async (path: string) =>
    (await import(pathToFileURL(resolve(join(folder, path))).href)) as object;
  const modules = await Promise.all(
    [
      "functions/core/fold.ts",
      "functions/core/state.ts",
      "functions/core/rules.ts",
      "functions/store/packed-state.ts",
      "functions/stream/records.ts",
      "test/bench/tapes.ts",
    ].map(load),
  );
  return Object.assign({}, ...modules) as Older;
}

/** Turns on every rule that is off by default, with its built-in settings. */
function withEveryRule(book: RuleBook): RuleBook {
  const asked = STATION_RULES.filter(({ isOnUnasked }) => !isOnUnasked);
  return {
    ...book,
    rules: { ...book.rules, ...Object.fromEntries(asked.map((row) => [row.name, row.builtIn])) },
  };
}

/**
 * Compares the detect path of this version with that of an older one. Both run alternately in one process, so that a
 * change in the machine's speed affects both. The figure is the median of the ratios of CPU time.
 */
export async function benchAgainst(folder: string): Promise<void> {
  const older = await loadOlder(folder);
  await withTapes(async (tapes) => {
    for (const { name, folder: tape } of tapes) {
      const read = await older.snapshotsOf(tape, SNAPSHOTS);
      const then = recordsOf("snapshots" in read ? read.snapshots : read, older.encodeRecord);
      const now = recordsOf((await snapshotsOf(tape, SNAPSHOTS)).snapshots);
      const ways: readonly [string, () => void][] = [
        ["warm", () => detectAll(now, "warm", contextOf(PLAIN_RULES))],
        ["cold", () => detectAll(now, "cold", contextOf(PLAIN_RULES))],
        ["warm, every rule on", () => detectAll(now, "warm", contextOf(withEveryRule(PLAIN_RULES)))],
      ];
      for (const [way, work] of ways) {
        const pairs = Array.from({ length: PAIRS + WARM_UP }, () => [
          cpuOf(() => detectAll(then, "cold", contextOf(older.PLAIN_RULES), older)),
          cpuOf(work),
        ]).slice(WARM_UP);
        const ratio = median(pairs.map(([before = 1, after = 0]) => after / before));
        const perRecord = (index: 0 | 1) => median(pairs.map((pair) => pair[index] ?? 0)) / now.length;
        const cost = `${perRecord(0).toFixed(0)} → ${perRecord(1).toFixed(0)} µs a record`;
        process.stdout.write(`${name}, ${way}: ${ratio.toFixed(2)} of the older version's CPU, ${cost}\n`);
      }
    }
  });
}
