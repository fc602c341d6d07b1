import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { inFolder } from "../e2e/played-tape.ts";
import { bundleWorker } from "./bundle.ts";
import { addCampaign, type Campaign, newCampaign } from "./campaign.ts";
import { number, wholeNumber } from "./command-line.ts";
import { MEETINGS, SEARCHED, searchAll } from "./exhaustive.ts";
import { compareNodes } from "./hashes.ts";
import { LIVENESS, runHistory } from "./history.ts";
import { FAULTS } from "./mishaps.ts";
import { MUTANTS } from "./mutants/all.ts";
import type { Mutant } from "./mutants/mutant.ts";
import { ORACLES } from "./oracles.ts";
import { pairsTable } from "./pairs.ts";
import { runInProcess, runShares } from "./processes.ts";
import { shrink } from "./shrink.ts";

// npm run faults                         a hundred thousand histories, then the mutants
// npm run faults -- --histories 1000     that many; 0 runs the mutants alone
// npm run faults -- --seed 7             one history again, with its trace
// npm run faults -- --hash               a hash of two thousand histories on each supported Node: all must be equal

const WORKER = new URL("./worker.ts", import.meta.url);
const HISTORIES = 100_000;
/** How many histories `--hash` runs on each Node. */
const HASHED = 2_000;
const FAILURES_MAX = 5;
/** A mutant that survives this many histories must be found by the search, or it counts as surviving. */
const MUTANT_HISTORIES_MAX = 8_000;

const CRASHES_MAX = 2;

/** Every kind of fault occurs at least once in this many histories. */
const HISTORIES_WITH_ALL_FAULTS = 10_000;
/** And nearly every two of them meet in this many. */
const HISTORIES_WITH_ALL_PAIRS = 100_000;

const COUNTED = [
  ["histories", "histories"],
  ["records", "records"],
  ["invocations", "invocations"],
  ["commits", "commits"],
  ["alerts", "alerts"],
  ["announced", "events told"],
  ["writeUnits", "write units of DynamoDB, indexes apart"],
  ["readUnits", "read units"],
] as const;

/** What small histories have little of. */
const RARE = [
  ["wide", "histories with hundreds of stations"],
  ["long", "histories of weeks, in which stations come and go"],
  ["days", "days in all"],
  ["groups", "commits with more than sixteen effects"],
  ["parts", "events told in parts"],
] as const;

const { values } = parseArgs({
  options: { seed: { type: "string" }, histories: { type: "string" }, hash: { type: "boolean" } },
});
const seed = wholeNumber("seed", values.seed);
const histories = wholeNumber("histories", values.histories);
const write = (line: string) => process.stdout.write(`${line}\n`);

if (values.hash === true) process.exitCode = await hash(seed ?? 1, histories ?? HASHED);
else if (seed !== null && histories === null) process.exitCode = await replay(seed);
else process.exitCode = await campaign(seed ?? 1, histories ?? HISTORIES);

async function replay(only: number): Promise<number> {
  const history = await runHistory(only, { traces: true });
  const shown = history.failure === null ? history : await shrink(history);
  for (const line of shown.trace ?? []) write(line);
  write("");
  write(
    `seed ${only}: ${history.records} records, ${history.commits} commits, ${history.invocations} invocations`,
  );
  for (const [fault, count] of shown.faults) write(`${number(count)}  ${fault}`);
  if (shown.failure === null) {
    write("all is as it must be");
    return 0;
  }
  write(`not so: ${shown.failure.oracle}`);
  for (const sentence of shown.failure.sentences) write(`  ${sentence}`);
  return 1;
}

async function hash(first: number, count: number): Promise<number> {
  return inFolder(async (folder) => {
    const worker = await bundleWorker(WORKER, folder, null);
    return (await compareNodes(worker, first, count, write)) === 0 ? 0 : 1;
  });
}

async function campaign(first: number, count: number): Promise<number> {
  return inFolder(async (folder) => {
    const failed = await runHistories(folder, first, count);
    const searchedBadly = await runSearch();
    const survivors = await runMutants(folder);
    return failed + searchedBadly + survivors === 0 ? 0 : 1;
  });
}

async function runHistories(folder: string, first: number, count: number): Promise<number> {
  const worker = await bundleWorker(WORKER, folder, null);
  const processes = Math.max(1, Math.min(availableParallelism(), count));
  const startedAt = performance.now();
  const sum = newCampaign();
  const shares = { first, histories: count, processes, failuresMax: FAILURES_MAX };
  for (const share of await runShares<Campaign>(worker, shares)) addCampaign(sum, share);
  const seconds = (performance.now() - startedAt) / 1_000;
  writeCampaign(sum, first, seconds, processes);
  for (const { seed: own, sentence } of sum.failures) {
    write(`seed ${own}: ${sentence}`);
    write(`  npm run faults -- --seed ${own}`);
  }
  const absent =
    sum.histories < HISTORIES_WITH_ALL_FAULTS
      ? []
      : [
          ...FAULTS.filter((fault) => !sum.faults[fault]),
          ...RARE.filter(([name]) => sum[name] === 0).map(([, words]) => words),
        ];
  for (const what of absent) write(`this has never happened: ${what}`);
  if (sum.histories < HISTORIES_WITH_ALL_PAIRS) return sum.failures.length + absent.length;
  const { lines, isEnough } = pairsTable(sum.pairs);
  for (const line of lines) write(line);
  write("");
  return sum.failures.length + absent.length + (isEnough ? 0 : 1);
}

function writeCampaign(sum: Campaign, first: number, seconds: number, processes: number): void {
  const rate = Math.round(sum.histories / seconds);
  write(
    `seeds ${first} to ${first + sum.histories - 1}, ${rate} histories a second in ${processes} processes`,
  );
  write("");
  for (const [name, words] of [...COUNTED, ...RARE]) write(`${number(sum[name])}  ${words}`);
  write("");
  write("what went wrong in them");
  for (const fault of FAULTS) write(`${number(sum.faults[fault] ?? 0)}  ${fault}`);
  write("");
  write("histories in which this was not so");
  for (const oracle of [LIVENESS, ...Object.keys(ORACLES)]) {
    write(`${number(sum.failures.filter((failure) => failure.oracle === oracle).length)}  ${oracle}`);
  }
  write("");
}

/** Returns the number of meetings that went wrong. */
async function runSearch(): Promise<number> {
  write(`ways in which two workers can meet, with up to ${CRASHES_MAX} crashes`);
  let failures = 0;
  for (const meeting of MEETINGS) {
    const { courses, failure } = await searchAll(meeting, CRASHES_MAX);
    write(`${number(courses)}  records ${meeting[0].join(" ")} against ${meeting[1].join(" ")}`);
    if (failure === null) continue;
    failures++;
    write(`  not so: ${failure}`);
  }
  write("");
  return failures;
}

/** Returns the number of mutants that survive. */
async function runMutants(folder: string): Promise<number> {
  write("histories until a bug is found");
  const queue = MUTANTS.map((mutant, at) => ({ mutant, at }));
  const lived: number[] = [];
  let survivors = 0;
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { mutant, at } = next;
      const killed = await kill(folder, mutant, at);
      if (killed === null) survivors++;
      else lived.push(killed.histories);
      const how = killed === null ? "" : `  (${killed.failures[0]?.oracle})`;
      // The search found it after all histories had missed it.
      const isSearched = killed?.failures[0]?.oracle === SEARCHED;
      const lifetime =
        killed === null ? "   survives" : isSearched ? "     search" : number(killed.histories);
      write(`${lifetime}  ${mutant.name}${how}`);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  lived.sort((a, b) => a - b);
  write(
    `${number(lived[Math.floor(lived.length / 2)] ?? 0)}  median of ${MUTANTS.length}; ${survivors} survive`,
  );
  return survivors;
}

/** The sum of the histories until an oracle finds the mutant; null when none does. */
async function kill(folder: string, mutant: Mutant, at: number): Promise<Campaign | null> {
  const worker = await bundleWorker(WORKER, folder, mutant, `mutant-${at}`);
  const seeds = { first: 1, histories: MUTANT_HISTORIES_MAX, stride: 1, failuresMax: 1, searches: true };
  const sum = await runInProcess<Campaign>(worker, seeds);
  return sum.failures.length === 0 ? null : sum;
}
