import { readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { runProgram } from "./program.ts";

const TRIAL_TIMEOUT_MS = 20_000;

/**
 * Finds a Python of at least this version that can make a virtual environment, LS_PYTHON first. Each candidate is run,
 * since a name on the path may be pyenv's for a version that is switched off.
 */
export async function findPython(
  version: readonly [number, number],
  stop: AbortSignal,
): Promise<string | null> {
  const program = `import sys, venv, ensurepip; sys.exit(sys.version_info < (${version.join(", ")}))`;
  for (const candidate of candidatesOf(process.env.LS_PYTHON, version)) {
    try {
      await runProgram(candidate, ["-c", program], { cwd: homedir(), timeoutMs: TRIAL_TIMEOUT_MS, stop });
      return candidate;
    } catch {
      stop.throwIfAborted();
    }
  }
  return null;
}

function candidatesOf(named: string | undefined, [major, minor]: readonly [number, number]): string[] {
  if (named) return [named];
  const folder = join(process.env.PYENV_ROOT || join(homedir(), ".pyenv"), "versions");
  return [`python${major}.${minor}`, `python${major}`, ...versionsIn(folder)];
}

/** Oldest first: the newest may be too new for the packages to be installed. */
function versionsIn(folder: string): string[] {
  try {
    const versions = readdirSync(folder).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    return versions.map((version) => join(folder, version, "bin", "python"));
  } catch {
    return [];
  }
}
