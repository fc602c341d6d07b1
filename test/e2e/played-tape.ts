import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openTape } from "../../local/tape/read.ts";
import type { TapeResponse } from "../../local/tape/tape.ts";
import { writeCityTape } from "../city-tape.ts";
import { recorded } from "../recordings.ts";
import { writeTape } from "../tape-writer.ts";
import { runNode } from "./child.ts";

export const ROOT = join(import.meta.dirname, "../..");

/** A tape to play, in a folder of its own. */
export interface PlayedTape {
  readonly name: string;
  readonly folder: string;
}

/** Runs the work in a fresh folder and removes it afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-test-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The whole recording; without one, a simulated tape of about the same length, with a message. */
export async function wholeTape(name: string, folder: string): Promise<PlayedTape> {
  const whole = recorded(`tapes/${name}`);
  if (whole !== null) return { name, folder: whole };
  process.stderr.write(`${name} is not here: a simulated tape stands in for it\n`);
  await writeCityTape(join(folder, "tape"), { polls: 1_795, intervalMs: 120_000, stations: 373 });
  return { name: "simulated", folder: join(folder, "tape") };
}

/** The first responses of the recording, or a simulated tape of the same number. */
export async function startOfTape(name: string, responses: number, folder: string): Promise<PlayedTape> {
  const whole = recorded(`tapes/${name}`);
  if (whole === null) {
    process.stderr.write(`${name} is not here: a simulated tape stands in for it\n`);
    await writeCityTape(join(folder, "tape"), { polls: responses, intervalMs: 120_000, stations: 373 });
    return { name: "simulated", folder: join(folder, "tape") };
  }
  const tape = await openTape(whole);
  await writeTape(join(folder, "tape"), {
    system: tape.head.system,
    responses: first(tape.responses(), responses),
  });
  return { name, folder: join(folder, "tape") };
}

async function* first(responses: AsyncIterable<TapeResponse>, count: number): AsyncGenerator<TapeResponse> {
  let taken = 0;
  for await (const response of responses) {
    yield response;
    if (++taken === count) return;
  }
}

/** The alert lines of `replay`, header included: the tape's events by the offline fold. */
export async function replayedLines(tape: PlayedTape): Promise<string[]> {
  const words = ["replay", tape.folder, "--rules", "plain", "--format", "csv"];
  const { code, stdout, stderr } = await runNode([COMMAND, ...words], { cwd: ROOT });
  if (code !== 0) throw new Error(`replay ended with ${code}: ${stderr}`);
  return stdout.trimEnd().split("\n");
}

/** The lines that the whole pipeline exported. */
export async function exportedLines(file: string): Promise<string[]> {
  return (await readFile(file, "utf8")).trimEnd().split("\n");
}

/** The arguments that play a tape through the whole pipeline and export its alerts. */
export function playWords(tape: PlayedTape, exportFile: string): string[] {
  const words = ["--tape", tape.folder, "--rules", "plain", "--speed", "max", "--until-end"];
  return [...words, "--export", exportFile];
}

/** The start script of a checkout, or of a copy of one. */
export function startScript(root = ROOT): string {
  return join(root, "dist/local/start.mjs");
}

export const COMMAND = join(ROOT, "stationwatch");
