import { spawn } from "node:child_process";
import { constants } from "node:os";

export interface TerminalOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly columns: number;
  /** Presses Ctrl-C once, when the text so far says so. */
  readonly interruptAt: (text: string) => boolean;
  readonly timeoutMs: number;
  /** Ends the command early. */
  readonly signal: AbortSignal;
}

export interface TerminalEnd {
  readonly code: number | null;
  /** Everything that the terminal was sent, control sequences included. */
  readonly text: string;
}

const CTRL_C = "\u0003";
/** What a shell tells of a program that Ctrl-C has ended; npm says so of a script that ended well after it. */
export const INTERRUPTED = 128 + constants.signals.SIGINT;

/** Runs a command line in a terminal of its own, by util-linux's `script`. All processes in it end with it. */
export async function inTerminal(
  command: string,
  { cwd, env, columns, interruptAt, timeoutMs, signal }: TerminalOptions,
): Promise<TerminalEnd> {
  const words = [
    "--quiet",
    "--return",
    "--command",
    `stty cols ${columns} rows 24 && ${command}`,
    "/dev/null",
  ];
  const child = spawn("script", words, { cwd, env, stdio: ["pipe", "pipe", "inherit"] });
  let text = "";
  let isInterrupted = false;
  child.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
    if (isInterrupted || !interruptAt(text)) return;
    isInterrupted = true;
    child.stdin.write(CTRL_C);
  });
  // The terminal closes with `script`, and what runs in it is hung up.
  const end = () => void child.kill("SIGKILL");
  const timer = setTimeout(end, timeoutMs);
  signal.addEventListener("abort", end);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { code, text };
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
  }
}
