import { spawn } from "node:child_process";

export interface CommandOptions {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Ends the command and all that it started. */
  readonly signal: AbortSignal;
}

/** Runs a command line to its end; what it prints is seen here. Rejects when it fails. */
export async function runCommand(line: string, { cwd, env, signal }: CommandOptions): Promise<void> {
  signal.throwIfAborted();
  // A group of its own, so that it can be ended whole.
  const child = spawn("bash", ["-c", line], {
    cwd,
    env,
    stdio: ["ignore", "inherit", "inherit"],
    detached: true,
  });
  const end = () => {
    if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, "SIGKILL");
  };
  signal.addEventListener("abort", end);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("exit", resolve);
    });
    if (code !== 0) throw new Error(`ended with ${code ?? "a signal"}`);
  } finally {
    signal.removeEventListener("abort", end);
  }
}
