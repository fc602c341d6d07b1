import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { filesLeft, processesLeft } from "./left-behind.ts";
import { INTERRUPTED, inTerminal } from "./terminal.ts";
import { showsAlert, wrongIn } from "./terminal-text.ts";

const COLUMNS = 80;
const START_MINUTES_MAX = 10;
const ENDING_SECONDS_MAX = 10;

/** Somebody who has cloned the repository, and has nothing else of the project. */
export interface Stranger {
  readonly clone: string;
  readonly env: NodeJS.ProcessEnv;
  leave(): void;
}

/**
 * Clones what is committed into a folder of its own, with nothing beside it and a folder for temporary files. Where the
 * sources came without their history, copies what git would keep of them.
 */
export function cloneAsStranger(repository: string): Stranger {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-ci-"));
  const clone = join(folder, "home", "stationwatch");
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  if (existsSync(join(repository, ".git"))) execFileSync("git", ["clone", "--quiet", repository, clone]);
  else copySources(repository, clone);
  // What npm tells the scripts that it runs is not the stranger's.
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  const env = { ...Object.fromEntries(own), TMPDIR: temporary };
  return { clone, env, leave: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Copies all but what .gitignore names. */
function copySources(from: string, to: string): void {
  const lines = readFileSync(join(from, ".gitignore"), "utf8").split("\n");
  const ignored = new Set(lines.filter(Boolean).map((line) => line.replace(/\/$/, "")));
  cpSync(from, to, { recursive: true, filter: (path) => !ignored.has(relative(from, path)) });
}

/**
 * Runs the README's first command in a terminal until the first alert, presses Ctrl-C, and keeps the terminal's text in
 * a file. Rejects with what was wrong: with the text, the exit code, or what was left behind.
 */
export async function startAsStranger(
  { clone, env }: Stranger,
  command: string,
  keptIn: string,
  signal: AbortSignal,
): Promise<void> {
  const { code, text } = await inTerminal(command, {
    cwd: clone,
    env,
    columns: COLUMNS,
    interruptAt: showsAlert,
    timeoutMs: START_MINUTES_MAX * 60_000,
    signal,
  });
  writeFileSync(keptIn, text);
  const wrong = wrongIn(text, COLUMNS);
  if (code !== 0 && code !== INTERRUPTED)
    wrong.push(`the exit code is ${code}, expected 0 or ${INTERRUPTED}`);
  wrong.push(...(await leftBehind(env.TMPDIR ?? "")));
  if (wrong.length > 0) throw new Error(`${wrong.join("; ")} (the terminal's text is in ${keptIn})`);
}

const NAMED_MAX = 5;

/** Returns a sentence for the files, and one for the processes, that are still there when a run should have ended. */
export async function leftBehind(temporary: string): Promise<string[]> {
  for (let second = 0; second < ENDING_SECONDS_MAX && processesLeft(temporary).length > 0; second++)
    await sleep(1_000);
  return [
    ...named("processes are left", processesLeft(temporary)),
    ...named("temporary files are left", filesLeft(temporary)),
  ];
}

function named(what: string, left: readonly (string | number)[]): string[] {
  if (left.length === 0) return [];
  return [
    `${left.length} ${what}: ${left.slice(0, NAMED_MAX).join(", ")}${left.length > NAMED_MAX ? ", …" : ""}`,
  ];
}
