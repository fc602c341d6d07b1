import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { isLoopback } from "../../cli/endpoints.ts";
import { readSystems } from "../../functions/systems/schema.ts";
import type { StartEmulator } from "./emulator.ts";
import { hasLocalstackKit, LOCALSTACK, startLocalstack } from "./localstack.ts";
import { MINISTACK, startMinistack } from "./ministack.ts";
import { type Place, placeVariable } from "./place.ts";
import { emulatorEnvironment, type Plan, planOf } from "./plan.ts";
import { say, seconds } from "./progress.ts";

// npm run test:deployed                    on MiniStack, and on LocalStack when its kit is there
// AWS_ENDPOINT_URL=… npm run test:deployed on that endpoint alone
// npm run test:deployed -- --yes-aws       on AWS, with the usual credentials; it costs cents
// … -- --feed https://…/gbfs.json          a live feed, for functions that cannot reach this machine's loopback

const ROOT = join(import.meta.dirname, "../..");
const VITEST = join(ROOT, "node_modules/vitest/vitest.mjs");
/** Kills the whole group when the pipe to this process closes, however this process ended. */
const LIFELINE = '{ cat >/dev/null; kill -KILL 0; } <&3 & exec "$0" "$@" 3<&-';
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
    const onMinistack = await runOnOwn(MINISTACK, startMinistack, MINISTACK_SECONDS_MAX, summary);
    if (!hasLocalstackKit()) {
      summary.push(`${LOCALSTACK}: left out, there is no kit to start it with in ../shared/localstack`);
      return onMinistack;
    }
    return (await runOnOwn(LOCALSTACK, startLocalstack, LOCALSTACK_SECONDS_MAX, summary)) && onMinistack;
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
  name: string,
  start: StartEmulator,
  secondsMax: number,
  summary: string[],
): Promise<boolean> {
  if (stopping.signal.aborted) return false;
  const startedAt = Date.now();
  try {
    const { endpoint, close } = await start(stopping.signal);
    try {
      const place = { name, isOnThisMachine: true, feed: null };
      return await run(place, emulatorEnvironment(endpoint, process.env), summary, startedAt, secondsMax);
    } finally {
      await close();
    }
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
): Promise<boolean> {
  if (stopping.signal.aborted) return false;
  say(`deploying to ${place.name}`);
  // The suite cannot remove the folder itself when it is killed.
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-deployed-"));
  const env = { ...variables, ...placeVariable(place), TMPDIR: folder };
  const code = await runSuite(env);
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const isInterrupted = stopping.signal.aborted;
  const ending = isInterrupted ? "interrupted" : code === 0 ? "passed" : "failed";
  const limit = secondsMax === null ? "" : `, ${secondsMax} s at most`;
  const left = isInterrupted && !place.isOnThisMachine ? "; what was deployed is still there" : "";
  summary.push(`${place.name}: ${ending}, ${seconds(startedAt)}${limit}${left}`);
  return code === 0;
}

/** Returns Vitest's exit code; null when it was killed. */
async function runSuite(env: NodeJS.ProcessEnv): Promise<number | null> {
  const words = ["-c", LIFELINE, process.execPath, VITEST, "run", "--project", "deployed"];
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
