import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { changedLines } from "./changed-lines.ts";
import { loadedBy } from "./loads.ts";
import { lineOf, type Mutant, shown } from "./mutant.ts";
import { mutantsOf } from "./operators/operators.ts";
import { strykerMutants } from "./operators/stryker.ts";
import { filesIn, type Outcome, type Plan, readOutcomes } from "./plan.ts";
import { withProgram } from "./program.ts";
import { missedShares, type Result, refusedOfChange, survivorsOf, tableOf } from "./results.ts";
import { readSurvivors } from "./survivors.ts";
import { runTrials, unitTests } from "./trials.ts";

// npm run mutants                            the slips of people, in the folders below: all killed or listed
// npm run mutants -- --stryker               Stryker's operators: a share of them killed
// npm run mutants -- functions/core/fold.ts  those of files or folders
// npm run mutants -- --changed HEAD^         those on lines that differ from a commit
// npm run mutants -- --minutes 5             as many as can be tried in that time
// npm run mutants -- --seconds 1             with so many seconds of tests on each mutant at most; 3, of changed lines 30
// npm run mutants -- --tests test/core       with the tests of one folder alone, or of several

const ROOT = join(import.meta.dirname, "../..");
const FOLDERS = ["core", "poll", "detect", "store", "stream"].map((name) => `functions/${name}`);
const SAID_EVERY_MS = 15_000;

const say = (line: string) => void process.stderr.write(`${line}\n`);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    changed: { type: "string" },
    minutes: { type: "string" },
    seconds: { type: "string" },
    stryker: { type: "boolean" },
    tests: { type: "string", multiple: true, default: ["test"] },
  },
});
const seconds = Number(values.seconds ?? (values.changed === undefined ? 3 : 30));
const minutes = values.minutes === undefined ? null : Number(values.minutes);
const signal = minutes === null ? new AbortController().signal : AbortSignal.timeout(minutes * 60_000);
const changed = values.changed === undefined ? null : changedLines(ROOT, values.changed, FOLDERS);
if (values.changed !== undefined && changed === null) {
  say(`left out: ${values.changed} is no commit here, so nobody can say what differs from it`);
  process.exit();
}
const files = filesOf(positionals.length > 0 ? positionals : FOLDERS).filter(
  (file) => changed === null || changed.has(file),
);
const survivors = readSurvivors(values.stryker ? "stryker" : "slips");
const texts = new Map<string, string>();
const all = (await mutantsIn(files)).filter(
  ({ file, line }) => changed === null || changed.get(file)?.has(line) === true,
);
const tried = all.filter(({ file, shown }) => !survivors.isListed(file, shown));
say(
  `${all.length} mutants of ${files.length} files, ${all.length - tried.length} of them listed as survivors`,
);

const outcomes = await outcomesOf(tried);
const results: Result[] = all.flatMap(({ id, file, kind, line, shown }) => {
  const listed = survivors.isListed(file, shown);
  const { killedBy, isCut = false } = listed ? { killedBy: null } : (outcomes.get(id) ?? {});
  return killedBy === undefined ? [] : [{ file, kind, line, shown, killedBy, isCut, listed }];
});
process.stdout.write(tableOf(results));
for (const { file, line, kind, shown, isCut } of survivorsOf(results))
  process.stdout.write(`${file}:${line} ${kind}: ${shown}${isCut ? " (not with all of its tests)" : ""}\n`);
if (results.length < all.length) say(`${all.length - results.length} were not tried: the minutes are over`);
const missed = [...goneFromList(), ...judged()];
for (const line of missed) say(line);
if (missed.length > 0) process.exitCode = 1;

function judged(): string[] {
  if (values.stryker) return missedShares(results);
  return changed === null ? unlisted() : refusedOfChange(results);
}

function unlisted(): string[] {
  const { length } = survivorsOf(results);
  return length === 0 ? [] : [`${length} mutants survive and are not listed in test/mutants/survivors.json`];
}

/** What is listed for files of which all mutants are known here, by the operators that are tried. */
function goneFromList(): string[] {
  if (changed !== null) return [];
  const known = all.map(({ file, shown }) => [file, shown] as const);
  return survivors.gone(files, known).map((line) => `listed as a survivor, and no mutant any more: ${line}`);
}

async function mutantsIn(names: readonly string[]): Promise<(Mutant & { shown: string; line: number })[]> {
  const found = [];
  if (values.stryker) for (const file of names) found.push({ file, ...(await strykerMutants(ROOT, file)) });
  else
    found.push(
      ...withProgram(ROOT, (sourceOf) => names.map((file) => ({ file, ...mutantsOf(sourceOf(file)) }))),
    );
  return found.flatMap(({ file, mutants, text }) => {
    texts.set(join(ROOT, file), text);
    const original = readFileSync(join(ROOT, file), "utf8");
    return mutants.map((mutant) => ({
      ...mutant,
      shown: shown(original, mutant),
      line: lineOf(original, mutant),
    }));
  });
}

/** Returns what became of each mutant that was tried, by its id. */
async function outcomesOf(mutants: readonly Mutant[]): Promise<Map<string, Outcome>> {
  if (mutants.length === 0) return new Map();
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-mutants-"));
  try {
    const loads = loadedBy(ROOT);
    const tests = (await unitTests())
      .map((path) => ({
        path: join(ROOT, path),
        loads: files.filter((file) => loads(path).has(file)),
        name: path,
      }))
      .filter(
        ({ name, loads }) =>
          values.tests.some((folder) => name === folder || name.startsWith(`${folder}/`)) && loads.length > 0,
      );
    const plan: Plan = {
      mutants: mutants.map(({ id, file }) => ({ id, file })),
      tests,
      msMax: 1_000 * seconds,
    };
    writeFileSync(filesIn(folder).plan, JSON.stringify(plan));
    say(`running ${tests.length} test files without a mutant`);
    let saidAt = performance.now();
    const said = (done: number) => {
      if (performance.now() - saidAt < SAID_EVERY_MS || done === 0) return;
      saidAt = performance.now();
      say(`${done} of ${mutants.length}`);
    };
    await runTrials(folder, texts, mutants.length, { signal, said });
    return new Map(readOutcomes(folder).map((outcome) => [outcome.id, outcome]));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function filesOf(paths: readonly string[]): string[] {
  return paths.flatMap((path) => {
    if (!statSync(join(ROOT, path)).isDirectory()) return [path];
    return readdirSync(join(ROOT, path), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts"))
      .map((name) => `${path.replace(/\/$/, "")}/${name}`);
  });
}
