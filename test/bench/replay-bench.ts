import { spawn } from "node:child_process";
import { join } from "node:path";
import { type Result, result } from "./results.ts";

const ROUNDS = 5;
const ROOT = join(import.meta.dirname, "../..");
const CPU_REPORT = join(import.meta.dirname, "cpu-report.mjs");
const BARE_LOOP = join(import.meta.dirname, "bare-loop.mjs");
const COMMAND = join(ROOT, "cli/stationwatch.mjs");

/** Compares the CPU time of a replay, process start included, with the lower bound's; the rounds of both alternate. */
export async function benchReplay(name: string, folder: string): Promise<Result> {
  const floors: number[] = [];
  const replays: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    floors.push(await cpuOf([BARE_LOOP, join(folder, "responses.ndjson.gz")]));
    replays.push(await cpuOf([COMMAND, "replay", folder, "--rules", "plain", "--format", "csv"]));
  }
  const ratio = Math.min(...replays) / Math.min(...floors);
  return result(`replay of ${name} / bare loop, CPU`, ratio, "times", 2);
}

/** Returns user and system time in microseconds. */
async function cpuOf(words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ["--import", CPU_REPORT, ...words], {
    stdio: ["ignore", "ignore", "inherit", "pipe"],
  });
  const report = child.stdio[3];
  let text = "";
  report?.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  const code = await new Promise((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}`);
  return Number(text);
}
