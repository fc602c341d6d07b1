import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A script run by Node in a process group of its own. */
export interface Child {
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** Resolves when the output so far matches; rejects when the script ends first. */
  until(stream: "stdout" | "stderr", pattern: RegExp): Promise<void>;
  /** Signals the whole group, as a terminal does. */
  signalGroup(signal: NodeJS.Signals): void;
  /** Signals this process alone. */
  signal(signal: NodeJS.Signals): void;
  /** Closes the reading end of its standard output. */
  closeStdout(): void;
}

export interface ChildOptions {
  readonly cwd: string;
  /** This process's own environment when absent. */
  readonly env?: NodeJS.ProcessEnv;
}

export function startNode(words: readonly string[], options: ChildOptions): Child {
  return startProgram(process.execPath, words, options);
}

/** Starts a program in a process group of its own. */
export function startProgram(
  program: string,
  words: readonly string[],
  { cwd, env = process.env }: ChildOptions,
): Child {
  const child = spawn(program, words, {
    cwd,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const { pid } = child;
  if (pid === undefined) throw new Error(`${words[0]} could not be started`);
  const written = { stdout: "", stderr: "" };
  let wake = () => {};
  let isOver = false;
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
      wake();
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code, signal) => {
      isOver = true;
      wake();
      resolve({ code, signal, ...written });
    });
  });
  return {
    pid,
    ended,
    async until(stream, pattern) {
      while (!pattern.test(written[stream])) {
        if (isOver) throw new Error(`${words.join(" ")} ended before ${pattern}: ${written.stderr}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    signalGroup: (signal) => void process.kill(-pid, signal),
    signal: (signal) => void process.kill(pid, signal),
    closeStdout: () => child.stdout.destroy(),
  };
}

/** Runs a script to its end. */
export async function runNode(words: readonly string[], options: ChildOptions): Promise<Ended> {
  return await startNode(words, options).ended;
}

/** Runs a program to its end. */
export async function runProgram(
  program: string,
  words: readonly string[],
  options: ChildOptions,
): Promise<Ended> {
  return await startProgram(program, words, options).ended;
}

/** The process and its descendants, found by parent ids; null on systems without /proc. */
export function familyOf(pid: number): number[] | null {
  if (process.platform !== "linux") return null;
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    if (/^\d+$/.test(name)) parents.set(Number(name), parentOf(name));
  }
  const family = [pid];
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child);
  }
  return family;
}

/** The fourth field, counted from the end of the name, which may contain anything. */
function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return 0;
  }
}
