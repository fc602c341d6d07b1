import { tmpdir } from "node:os";
import { run } from "../../cli/run.ts";
import type { Terminal, World } from "../../cli/world.ts";

export interface Captured {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface WorldOptions {
  readonly now?: number;
  readonly columns?: number | null;
  readonly colors?: boolean;
  readonly environment?: NodeJS.ProcessEnv;
  readonly folder?: string;
  readonly signal?: AbortSignal;
  readonly user?: string | null;
  /** What a person at the terminal answers; nobody is there where it is absent. */
  readonly confirms?: boolean;
}

/** Runs the command in this process. It writes to pipes unless `columns` is given. */
export async function runCaptured(words: readonly string[], options: WorldOptions = {}): Promise<Captured> {
  let stdout = "";
  let stderr = "";
  const terminal: Terminal = {
    write: (text) => {
      stdout += text;
    },
    say: (line) => {
      stderr += `${line}\n`;
    },
    columns: options.columns ?? null,
    colors: options.colors ?? false,
    progress: null,
  };
  const world: World = {
    terminal,
    environment: options.environment ?? {},
    // A folder without a running pipeline and without a systems.json.
    folder: options.folder ?? tmpdir(),
    now: () => options.now ?? Date.UTC(2026, 4, 4, 12, 0, 0),
    interruption: () => options.signal ?? new AbortController().signal,
    user: () => (options.user === undefined ? "ada" : options.user),
    confirm: options.confirms === undefined ? null : async () => options.confirms === true,
  };
  const exitCode = await run(words, world);
  return { exitCode, stdout, stderr };
}
