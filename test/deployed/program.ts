import { spawn } from "node:child_process";

export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** Ends it early. */
  readonly stop?: AbortSignal;
}

/**
 * Runs a program to its end and gives what it has written, both streams in one. Rejects with that when the program
 * cannot be started, fails, or takes too long: then it is killed. It stays in the group of who calls, and goes with it.
 */
export async function runProgram(
  command: string,
  words: readonly string[],
  { cwd, env = process.env, timeoutMs, stop }: ProgramOptions,
): Promise<string> {
  const child = spawn(command, words, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  let written = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text: string) => {
      written += text;
    });
  }
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end();
  }, timeoutMs);
  const end = () => {
    child.kill("SIGKILL");
    // What it has started may hold them for longer.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  stop?.addEventListener("abort", end);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    if (code === 0) return written;
    const ending = isLate ? `did not end within ${timeoutMs / 1_000} s` : `ended with ${code}`;
    throw new Error(`${command} ${words.join(" ")} ${ending}:\n${written}`);
  } finally {
    clearTimeout(timer);
    stop?.removeEventListener("abort", end);
  }
}
