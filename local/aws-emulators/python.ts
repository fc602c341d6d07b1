import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { runProgram } from "./program.ts";
import { timed } from "./progress.ts";

type PythonVersion = readonly [major: number, minor: number];

/** Packages of PyPI in a virtual environment of their own. */
export interface PythonEnvironment {
  /** What is installed, for people and as the name of the folder in the cache. */
  readonly name: string;
  readonly pythonAtLeast: PythonVersion;
  /** The requirement, with its exact version. */
  readonly requirement: string;
  /** A file of exact versions for what it requires itself; null for none. */
  readonly constraints: string | null;
}

/** The variable that names a Python to be used. */
const NAMED = "STATIONWATCH_PYTHON";
const TRIAL_TIMEOUT_MS = 20_000;
const INSTALL_TIMEOUT_MS = 600_000;

/** Returns the environment's Python; installs it in the user's cache at the first time. Rejects with a sentence. */
export async function pythonOf(environment: PythonEnvironment, stop: AbortSignal): Promise<string> {
  const folder = folderOf(environment);
  const program = programIn(folder);
  // The link in the folder leads nowhere once the Python that made it has gone.
  if (!existsSync(program)) {
    const python = await findPython(environment.pythonAtLeast, stop);
    if (python === null) {
      const version = environment.pythonAtLeast.join(".");
      throw new Error(
        `${environment.name} needs Python ${version} or newer with venv and pip, and none was found; name one: ${NAMED}=PATH`,
      );
    }
    await timed(`installing ${environment.name}`, () => install(environment, python, folder, stop));
  }
  return program;
}

function programIn(folder: string): string {
  return join(folder, "bin", "python");
}

/** Another version, or other constraints, are another folder. */
function folderOf({ name, requirement, constraints }: PythonEnvironment): string {
  const hash = createHash("sha256").update(requirement);
  if (constraints !== null) hash.update(readFileSync(constraints));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const folder = `${name.toLowerCase().replaceAll(" ", "-")}-${hash.digest("hex").slice(0, 8)}`;
  return join(cache, "stationwatch", folder);
}

/** Installs beside the folder and renames at the end, so that what is there is whole, and two installs do not mix. */
async function install(
  { requirement, constraints }: PythonEnvironment,
  python: string,
  folder: string,
  stop: AbortSignal,
): Promise<void> {
  mkdirSync(dirname(folder), { recursive: true });
  const unfinished = mkdtempSync(`${folder}.`);
  const options = { cwd: unfinished, timeoutMs: INSTALL_TIMEOUT_MS, stop };
  try {
    await runProgram(python, ["-m", "venv", unfinished], options);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];
    const constrained = constraints === null ? [] : ["--constraint", constraints];
    await runProgram(programIn(unfinished), [...pip, ...constrained, requirement], options);
    if (existsSync(programIn(folder))) return;
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

/**
 * Finds a Python of at least this version that can make a virtual environment. Each candidate is run, since a name on
 * the path may be pyenv's for a version that is switched off.
 */
async function findPython(version: PythonVersion, stop: AbortSignal): Promise<string | null> {
  const program = `import sys, venv, ensurepip; sys.exit(sys.version_info < (${version.join(", ")}))`;
  for (const candidate of candidatesOf(process.env[NAMED], version)) {
    try {
      await runProgram(candidate, ["-c", program], { cwd: homedir(), timeoutMs: TRIAL_TIMEOUT_MS, stop });
      return candidate;
    } catch {
      stop.throwIfAborted();
    }
  }
  return null;
}

function candidatesOf(named: string | undefined, [major, minor]: PythonVersion): string[] {
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
