import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { isLoopback } from "../../cli/endpoints.ts";
import { readSystems } from "../../functions/systems/schema.ts";
import type { EmulatorKind } from "../../local/aws-emulators/emulator.ts";
import { LOCALSTACK } from "../../local/aws-emulators/localstack.ts";
import { MINISTACK } from "../../local/aws-emulators/ministack.ts";
import { say, seconds } from "../../local/aws-emulators/progress.ts";
import { emulatorEnvironment } from "../../local/aws-emulators/variables.ts";
import { findFreePorts } from "../../local/emulators/ports.ts";
import { type Place, placeVariable } from "./place.ts";
import { type Plan, planOf } from "./plan.ts";

// npm run test:deployed                    on MiniStack and LocalStack, each where its Python is there
// AWS_ENDPOINT_URL=… npm run test:deployed on that endpoint alone
// npm run test:deployed -- --yes-aws       on AWS, with the usual credentials; it costs cents
// … -- --feed https://…/gbfs.json          a live feed, for functions that cannot reach this machine's loopback

const ROOT = join(import.meta.dirname, "../..");
const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");
/** Kills the whole group when the pipe to this process closes, however this process ended. */
const LIFELINE = '{ cat >/dev/null; kill -KILL 0; } <&3 & exec "$0" "$@" 3<&-';
const SUITE = "test/deployed/deployed.test.ts";
/** Runs what an emulator that is left running prints. */
const LEFT_RUNNING = "test/deployed/left-running.test.ts";
/** The most seconds a run should take on two cores. */
const MINISTACK_SECONDS_MAX = 5 * 60;
const LOCALSTACK_SECONDS_MAX = 12 * 60;

const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.once(signal, () => {
    process.exitCode = 128 + constants.signals[signal];
    stopping.abort();
  });
}

try {
  const summary: string[] = [];
  const passed = await runPlan(planOf(process.argv.slice(2), process.env), summary);
  for (const line of summary) say(line);
  if (!passed) process.exitCode ??= 1;
} catch (error) {
  say(messageOf(error));
  process.exitCode = 2;
}

async function runPlan(plan: Plan, summary: string[]): Promise<boolean> {
  if (plan.type === "own") {
    const onMinistack = await runOnOwn(MINISTACK, MINISTACK_SECONDS_MAX, summary);
    return (await runOnOwn(LOCALSTACK, LOCALSTACK_SECONDS_MAX, summary)) && onMinistack;
  }
  if (plan.type === "endpoint" && isLoopback(plan.endpoint)) {
    const { endpoint, feed } = plan;
    const variables = emulatorEnvironment(endpoint, process.env, process.env.AWS_ENDPOINT_URL_S3);
    return await run({ name: endpoint, isOnThisMachine: true, feed }, variables, summary);
  }
  const name = plan.type === "aws" ? "AWS" : plan.endpoint;
  return await run({ name, isOnThisMachine: false, feed: plan.feed ?? shippedFeed() }, process.env, summary);
}

/** Starts an emulator, runs the suite on it and stops it. One that cannot be started fails the run in CI only. */
async function runOnOwn(
  { name, start, script }: EmulatorKind,
  secondsMax: number,
  summary: string[],
): Promise<boolean> {
  if (stopping.signal.aborted) return false;
  const startedAt = Date.now();
  try {
    const [port = 0] = await findFreePorts(1);
    const { endpoint, close } = await start(port, stopping.signal);
    const variables = emulatorEnvironment(endpoint, process.env);
    let passed = false;
    try {
      const place = { name, isOnThisMachine: true, feed: null };
      passed = await run(place, variables, summary, startedAt, secondsMax);
    } finally {
      await close();
    }
    const left = { name: `npm run ${script}`, isOnThisMachine: true, feed: null };
    return (await run(left, variables, summary, Date.now(), null, LEFT_RUNNING)) && passed;
  } catch (error) {
    if (stopping.signal.aborted) return false;
    const isNeeded = process.env.CI === "true";
    summary.push(`${name}: ${isNeeded ? "failed" : "left out"}, it cannot be had: ${messageOf(error)}`);
    return !isNeeded;
  }
}

/** Runs the suite in processes of its own, all of which end when the user stops it. */
async function run(
  place: Place,
  variables: NodeJS.ProcessEnv,
  summary: string[],
  startedAt = Date.now(),
  secondsMax: number | null = null,
  suite = SUITE,
): Promise<boolean> {
  if (stopping.signal.aborted) return false;
  say(`deploying to ${place.name}`);
  // The suite cannot remove the folder itself when it is killed.
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-deployed-"));
  const env = { ...variables, ...placeVariable(place), TMPDIR: folder };
  const code = await runSuite(suite, env);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const isInterrupted = stopping.signal.aborted;
  const ending = isInterrupted ? "interrupted" : code === 0 ? "passed" : "failed";
  const limit = secondsMax === null ? "" : `, ${secondsMax} s at most`;
  const left = isInterrupted && !place.isOnThisMachine ? "; what was deployed is still there" : "";
  summary.push(`${place.name}: ${ending}, ${seconds(startedAt)}${limit}${left}`);
  return code === 0;
}

/** Returns Vitest's exit code; null when it was killed. */
async function runSuite(suite: string, env: NodeJS.ProcessEnv): Promise<number | null> {
  const words = ["-c", LIFELINE, process.execPath, VITEST, "run", "--project", "deployed", suite];
  const stdio = ["ignore", "inherit", "inherit", "pipe"] as const;
  const child = spawn("bash", words, { cwd: ROOT, env, stdio: [...stdio], detached: true });
  const end = () => {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  stopping.signal.addEventListener("abort", end);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  stopping.signal.removeEventListener("abort", end);
  child.stdio[3]?.destroy();
  return code;
}

/** The first feed in systems.json. */
function shippedFeed(): string {
  const feed = readSystems(join(ROOT, "systems.json")).systems.find(({ kind }) => kind === "gbfs")?.url;
  if (feed === undefined) throw new Error("systems.json lists no GBFS feed: name one, --feed URL");
  return feed;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
