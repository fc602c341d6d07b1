import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTape } from "../../local/tape/read.ts";
import type { TapeResponse } from "../../local/tape/tape.ts";
import { writeTape } from "../../local/tape/write.ts";
import { writeCityTape } from "../city-tape.ts";

const ROOT = join(import.meta.dirname, "../..");
const TAPES = join(ROOT, "../shared/tapes");

/** A tape to play, in a folder of its own. */
export interface PlayedTape {
  readonly name: string;
  readonly folder: string;
}

/** A fresh folder that is removed after the work. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-test-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The recording, whole; a simulated tape of about its length, said aloud, where there is none. */
export async function wholeTape(name: string, folder: string): Promise<PlayedTape> {
  if (existsSync(join(TAPES, name))) return { name, folder: join(TAPES, name) };
  process.stderr.write(`${name} is not here: a simulated tape stands in for it\n`);
  await writeCityTape(join(folder, "tape"), { polls: 1_795, intervalMs: 120_000, stations: 373 });
  return { name: "simulated", folder: join(folder, "tape") };
}

/** The first responses of the recording, or a simulated tape of as many. */
export async function startOfTape(name: string, responses: number, folder: string): Promise<PlayedTape> {
  if (!existsSync(join(TAPES, name))) {
    process.stderr.write(`${name} is not here: a simulated tape stands in for it\n`);
    await writeCityTape(join(folder, "tape"), { polls: responses, intervalMs: 120_000, stations: 373 });
    return { name: "simulated", folder: join(folder, "tape") };
  }
  const tape = await openTape(join(TAPES, name));
  await writeTape(join(folder, "tape"), { system: tape.head.system, responses: first(tape.responses(), responses) });
  return { name, folder: join(folder, "tape") };
}

async function* first(responses: AsyncIterable<TapeResponse>, count: number): AsyncGenerator<TapeResponse> {
  let taken = 0;
  for await (const response of responses) {
    yield response;
    if (++taken === count) return;
  }
}

/** What the tape's events are by the offline fold: the lines of `replay`, header included. */
export async function replayedLines(tape: PlayedTape): Promise<string[]> {
  const words = ["replay", tape.folder, "--rules", "plain", "--format", "csv"];
  const { code, stdout, stderr } = await runNode([join(ROOT, "cli/stationwatch.mjs"), ...words], tape.folder);
  if (code !== 0) throw new Error(`replay ended with ${code}: ${stderr}`);
  return stdout.trimEnd().split("\n");
}

/** What the whole pipeline wrote into its export. */
export async function exportedLines(file: string): Promise<string[]> {
  return (await readFile(file, "utf8")).trimEnd().split("\n");
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a script with Node in a process group of its own, in this folder, until it ends. */
export async function runNode(words: readonly string[], cwd: string): Promise<Ended> {
  const child = spawn(process.execPath, [...words], { cwd, stdio: ["ignore", "pipe", "pipe"], detached: true });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return await new Promise((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
}

/** The words that play a tape through the whole pipeline and export its alerts. */
export function playWords(tape: PlayedTape, exportFile: string): string[] {
  const words = ["--tape", tape.folder, "--rules", "plain", "--speed", "max", "--until-end"];
  return [...words, "--export", exportFile];
}

export const START_SCRIPT = join(ROOT, "dist/local/start.mjs");
