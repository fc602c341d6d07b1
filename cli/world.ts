import { userInfo } from "node:os";
import { createInterface } from "node:readline/promises";
import pc from "picocolors";
import { printable } from "../functions/words/text.ts";

/** Everything outside that a command uses; tests pass their own. */
export interface World {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  /** The folder in which the command was called. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From the first call on, Ctrl-C aborts the signal instead of ending the process. */
  readonly interruption: () => AbortSignal;
  /** The name by which this machine knows who calls the command; null where it knows none. */
  readonly user: () => string | null;
  /** Asks a question that is answered with yes or no; null where nobody is at a terminal. */
  readonly confirm: ((question: string) => Promise<boolean>) | null;
}

export interface Terminal {
  /** Writes data to stdout. */
  write(text: string): void;
  /** Writes one line for people to stderr. */
  say(line: string): void;
  /** The width of stdout in characters; null when it is not a terminal. */
  readonly columns: number | null;
  readonly colors: boolean;
  /** The stream for a progress bar; null when stderr is not a terminal. */
  readonly progress: NodeJS.WritableStream | null;
}

const COLUMNS_DEFAULT = 80;

export function processWorld(): World {
  const { stdout, stderr } = process;
  return {
    terminal: {
      write: (text) => void stdout.write(text),
      // Reasons and messages may repeat what a feed or a service has said.
      say: (text) => void stderr.write(`${text.split("\n").map(printable).join("\n")}\n`),
      // Some terminals report a width of 0.
      columns: stdout.isTTY ? stdout.columns || COLUMNS_DEFAULT : null,
      colors: stdout.isTTY === true && pc.isColorSupported,
      progress: stderr.isTTY ? stderr : null,
    },
    environment: process.env,
    folder: process.cwd(),
    now: Date.now,
    interruption,
    user,
    confirm: process.stdin.isTTY === true && stderr.isTTY === true ? confirm : null,
  };
}

function user(): string | null {
  try {
    return userInfo().username || null;
  } catch {
    // A container may run under a number that no list of users has.
    return process.env.USER || null;
  }
}

async function confirm(question: string): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${printable(question)} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}

function interruption(): AbortSignal {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return stopping.signal;
}
