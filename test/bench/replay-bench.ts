import { spawn } from "node:child_process";
import { join } from "node:path";
import { median, type Result, result } from "./results.ts";

const ROUNDS = 3;
const ROOT = join(import.meta.dirname, "../..");
const CPU_REPORT = join(import.meta.dirname, "cpu-report.mjs");
const BARE_LOOP = join(import.meta.dirname, "bare-loop.mjs");
const COMMAND = join(ROOT, "cli/stationwatch.mjs");

/** How much more CPU a replay takes than the floor, start of the process included; the rounds of both alternate. */
export async function benchReplay(name: string, folder: string): Promise<Result> {
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const floor = await cpuOf([BARE_LOOP, join(folder, "responses.ndjson.gz")]);
    const replay = await cpuOf([COMMAND, "replay", folder, "--rules", "plain", "--format", "csv"]);
    ratios.push(replay / floor);
  }
  return result(`replay of ${name} / bare loop, CPU`, median(ratios), "times", 2);
}

/** Microseconds of user and system time. */
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
