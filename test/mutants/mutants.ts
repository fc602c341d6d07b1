import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { changedLines } from "./changed-lines.ts";
import { loadedBy } from "./loads.ts";
import { lineOf, type Mutant, shown } from "./mutant.ts";
import { mutantsOf } from "./operators/operators.ts";
import { strykerMutants } from "./operators/stryker.ts";
import { type Source, withProgram } from "./program.ts";
import { applied, bodiesOf, functionAround, tellingInsertions } from "./reach.ts";
import { missedShares, type Result, tableOf } from "./results.ts";
import { readSurvivors } from "./survivors.ts";
import { testOrder } from "./test-order.ts";
import { Trials } from "./trials.ts";

// npm run mutants                            the slips of people, in the folders below: all killed or listed
// npm run mutants -- --stryker               Stryker's operators: a share of them killed
// npm run mutants -- functions/core/fold.ts  those of files or folders
// npm run mutants -- --changed HEAD^         those on lines that differ from a commit
// npm run mutants -- --minutes 5             as many as can be tried in that time
// npm run mutants -- --tests test/core       with the tests of one folder alone, which is quick

const ROOT = join(import.meta.dirname, "../..");
const FOLDERS = ["core", "poll", "detect", "store", "stream"].map((name) => `functions/${name}`);

interface Task {
  readonly mutant: Mutant;
  readonly shown: string;
  readonly line: number;
  /** The function that it is in. */
  readonly reachedBy: string;
}

const say = (line: string) => void process.stderr.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: "string" },
    minutes: { type: "string" },
    stryker: { type: "boolean" },
    tests: { type: "string" },
  },
});
const until = performance.now() + Number(values.minutes ?? Number.POSITIVE_INFINITY) * 60_000;
const changed = values.changed === undefined ? null : changedLines(ROOT, values.changed, FOLDERS);
if (values.changed !== undefined && changed === null) {
  say(`left out: ${values.changed} is no commit here, so nobody can say what differs from it`);
  process.exit();
}
const files = filesOf(positionals.length > 0 ? positionals : FOLDERS).filter(
  (file) => changed === null || changed.has(file),
);
const survivors = readSurvivors();
const strykers = new Map<string, readonly Mutant[]>();
if (values.stryker) for (const file of files) strykers.set(file, await strykerMutants(ROOT, file));

const instrumented: Record<string, string> = {};
const all = withProgram(ROOT, (sourceOf) =>
  files.flatMap((file) => {
    const source = sourceOf(file);
    instrumented[file] = applied(source.tree.text, tellingInsertions(file, source.tree));
    return tasksOf(source).filter(({ line }) => changed === null || changed.get(file)?.has(line) === true);
  }),
);
const gone =
  changed === null
    ? survivors.gone(
        files,
        all.map((task) => [task.mutant.file, task.shown]),
      )
    : [];
for (const line of gone) say(`listed as a survivor, and no mutant any more: ${line}`);
const tried = all.filter(({ mutant, shown }) => !survivors.isListed(mutant.file, shown));
say(
  `${all.length} mutants of ${files.length} files, ${all.length - tried.length} of them listed as survivors`,
);

const results: Result[] = tried.length === 0 ? [] : await tryAll(tried);
process.stdout.write(tableOf(results));
const unlisted = results.filter(({ killedBy }) => killedBy === null);
for (const { file, line, kind, shown } of unlisted)
  process.stdout.write(`${file}:${line} ${kind}: ${shown}\n`);
if (results.length < tried.length)
  say(`${tried.length - results.length} were not tried: the minutes are over`);
const missed = values.stryker ? missedShares(results) : survivingOf(unlisted.length);
for (const line of missed) say(line);
if (missed.length > 0 || gone.length > 0) process.exitCode = 1;

function survivingOf(count: number): string[] {
  return count === 0 ? [] : [`${count} mutants survive and are not listed in test/mutants/survivors.json`];
}

async function tryAll(tasks: readonly Task[]): Promise<Result[]> {
  const trials = new Trials();
  try {
    say("running the unit tests without a mutant");
    const testsFor = testOrder(await trials.reach(instrumented, values.tests ?? "test/"), loadedBy(ROOT));
    const done: Result[] = [];
    for (const { mutant, shown, line, reachedBy } of tasks) {
      if (performance.now() > until) break;
      const tests = testsFor(mutant.file, reachedBy);
      const killedBy = tests.length === 0 ? null : await trials.try(mutant, tests);
      done.push({ file: mutant.file, kind: mutant.kind, line, shown, killedBy });
      if (done.length % 50 === 0) say(`${done.length} of ${tasks.length}`);
    }
    return done;
  } finally {
    trials.end();
  }
}

function tasksOf(source: Source): Task[] {
  const { text } = source.tree;
  const bodies = bodiesOf(source.tree);
  const mutants = strykers.get(source.file) ?? mutantsOf(source);
  return mutants.map((mutant) => ({
    mutant,
    shown: shown(text, mutant),
    line: lineOf(text, mutant),
    reachedBy: functionAround(mutant.file, bodies, mutant.start),
  }));
}

function filesOf(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(join(ROOT, path)).isDirectory()) return [path];
    return readdirSync(join(ROOT, path), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${path.replace(/\/$/, "")}/${name}`);
  });
}
