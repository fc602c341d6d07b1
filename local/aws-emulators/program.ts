import { spawn } from "node:child_process";

export interface ProgramOptions {
  readonly cwd: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly timeoutMs: number;
  /** Ends the program early. */
  readonly stop?: AbortSignal;
}

/**
 * Runs a program to its end and returns its output, both streams in one. Rejects with that output when the program
 * cannot start, fails, or takes too long and is killed. The program stays in the caller's group and ends with it.
 */
export async function runProgram(
  command: string,
  words: readonly string[],
  { cwd, env = process.env, timeoutMs, stop }: ProgramOptions,
): Promise<string> {
  stop?.throwIfAborted();
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
    // Processes it has started may hold the streams open for longer.
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
