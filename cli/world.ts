import pc from "picocolors";

/** What a command sees of the outside; tests bring their own. */
export interface World {
  readonly terminal: Terminal;
  readonly environment: NodeJS.ProcessEnv;
  /** Where the command was called. */
  readonly folder: string;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** From the first call on, Ctrl-C aborts the signal instead of ending the process. */
  readonly interruption: () => AbortSignal;
}

export interface Terminal {
  /** Data, to stdout. */
  write(text: string): void;
  /** One line of talk, to stderr. */
  say(line: string): void;
  /** How wide stdout is; null when it is no terminal. */
  readonly columns: number | null;
  readonly colors: boolean;
  /** Where a progress bar may go; null when stderr is no terminal. */
  readonly progress: NodeJS.WritableStream | null;
}

const COLUMNS_DEFAULT = 80;

export function processWorld(): World {
  const { stdout, stderr } = process;
  return {
    terminal: {
      write: (text) => void stdout.write(text),
      say: (line) => void stderr.write(`${line}\n`),
      // Some terminals say that they are 0 wide.
      columns: stdout.isTTY ? stdout.columns || COLUMNS_DEFAULT : null,
      colors: stdout.isTTY === true && pc.isColorSupported,
      progress: stderr.isTTY ? stderr : null,
    },
    environment: process.env,
    folder: process.cwd(),
    now: Date.now,
    interruption,
  };
}

function interruption(): AbortSignal {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  return stopping.signal;
}
