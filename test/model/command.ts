import { parseArgs } from "node:util";
import { SingleBar } from "cli-progress";
import { inFolder } from "../e2e/played-tape.ts";
import { bundleWorker } from "../faults/bundle.ts";
import { number, wholeNumber } from "../faults/command-line.ts";
import { runShares } from "../faults/processes.ts";
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
  return inFolder(async (folder) => {
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
  });
}

async function runHistories(folder: string, first: number, count: number): Promise<Campaign> {
  const worker = await bundleWorker(WORKER, folder, null);
  const startedAt = performance.now();
  const bar = process.stderr.isTTY
    ? new SingleBar({ format: "{bar} {value} of {total} histories", clearOnComplete: true })
    : null;
  bar?.start(count, 0);
  const shares = { first, histories: count, processes: PROCESSES, failuresMax: FAILURES_MAX };
  const sum: Campaign = { histories: 0, polls: 0, met: {}, failures: [] };
  for (const share of await runShares<Campaign>(worker, shares, (done) => bar?.update(done)))
    addCampaign(sum, share);
  bar?.stop();
  const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1);
  write(`seeds ${first} to ${first + count - 1} in ${seconds} s and ${PROCESSES} processes`);
  write(`${number(sum.histories)}  histories`);
  write(`${number(sum.polls)}  polls`);
  return sum;
}
