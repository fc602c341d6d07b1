import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { bundleWorker } from "../faults/bundle.ts";
import { runInProcess } from "../faults/processes.ts";
import { addCampaign, type Campaign } from "./campaign.ts";
import { compare } from "./compare.ts";
import { described } from "./described.ts";
import { historyOf } from "./history.ts";
import { MUTANT_HISTORIES_MAX, survivors } from "./mutants/survivors.ts";
import { shrink } from "./shrink.ts";

// npm run model                                a million histories through the model and the code, then the mutants
// npm run model -- --histories 20000 --seed 7  that many from this seed on; 0 runs the mutants alone
// npm run model -- --seed 7                    one history again; what differs is shrunk and printed

const WORKER = new URL("./worker.ts", import.meta.url);
const HISTORIES = 1_000_000;
const PROCESSES = 2;
const FAILURES_MAX = 3;

const { values } = parseArgs({ options: { seed: { type: "string" }, histories: { type: "string" } } });
const seed = wholeNumber("seed", values.seed);
const histories = wholeNumber("histories", values.histories);
const write = (line: string) => process.stdout.write(`${line}\n`);

if (seed !== null && histories === null) process.exitCode = replay(seed);
else process.exitCode = await campaign(seed ?? 1, histories ?? HISTORIES);

function wholeNumber(name: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (text !== "" && Number.isSafeInteger(value) && value >= 0) return value;
  process.stderr.write(`--${name} is "${text}", expected a whole number\n`);
  process.exit(2);
}

function replay(only: number): number {
  const history = historyOf(only);
  const difference = compare(history);
  if (difference === null) {
    write(`seed ${only}: ${history.steps.length} polls, and model and code agree`);
    return 0;
  }
  write(`seed ${only}: model and code differ`);
  for (const line of described(shrink({ history, difference }))) write(`  ${line}`);
  write(`  npm run model -- --seed ${only}`);
  return 1;
}

async function campaign(first: number, count: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-model-"));
  try {
    const sum = await runHistories(folder, first, count);
    for (const [what, times] of Object.entries(sum.met).sort()) write(`${number(times)}  ${what}`);
    for (const failed of sum.failures) replay(failed);
    write(`${number(sum.failures.length)}  histories in which model and code differ`);
    write("");
    write(`histories until a slip is seen, of ${number(MUTANT_HISTORIES_MAX).trim()} at most`);
    const left = await survivors(folder, (mutant, lived) =>
      write(`${lived === null ? "   survives" : number(lived)}  ${mutant.name}`),
    );
    write(`${number(left.length)}  survive`);
    return sum.failures.length + left.length === 0 ? 0 : 1;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runHistories(folder: string, first: number, count: number): Promise<Campaign> {
  const worker = await bundleWorker(WORKER, folder, null);
  const startedAt = performance.now();
  const done = new Array<number>(PROCESSES).fill(0);
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: "{bar} {value} of {total} histories", clearOnComplete: true })
    : null;
  bar?.start(count, 0);
  const shares = Array.from({ length: PROCESSES }, (_, at) => {
    const own = Math.max(0, Math.ceil((count - at) / PROCESSES));
    const seeds = { first: first + at, histories: own, stride: PROCESSES, failuresMax: FAILURES_MAX };
    const onProgress = (told: number) => {
      done[at] = told;
      bar?.update(done.reduce((a, b) => a + b));
    };
    return runInProcess<Campaign>(worker, seeds, { onProgress });
  });
  const sum: Campaign = { histories: 0, polls: 0, met: {}, failures: [] };
  for (const share of await Promise.all(shares)) addCampaign(sum, share);
  bar?.stop();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  write(`seeds ${first} to ${first + count - 1} in ${seconds} s and ${PROCESSES} processes`);
  write(`${number(sum.histories)}  histories`);
  write(`${number(sum.polls)}  polls`);
  return sum;
}

function number(count: number): string {
  return count.toLocaleString("en").padStart(11, " ");
}
