import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findFreePorts } from "../../local/emulators/ports.ts";
import type { Emulator } from "./emulator.ts";
import { runProgram } from "./program.ts";
import { say } from "./progress.ts";
import { findPython } from "./python.ts";

export const LOCALSTACK = "LocalStack";
/** Scripts that install, start and stop LocalStack's open core without Docker; they are not in this repository. */
const KIT = join(import.meta.dirname, "../../../shared/localstack");
const STOP_TIMEOUT_MS = 60_000;
const STARTED = "started";
/** Ends when the pipe from its starter closes, however the starter ended. */
const LIFELINE = `bash "$0/start.sh" && echo ${STARTED} && cat >/dev/null; bash "$0/stop.sh"`;

export function hasLocalstackKit(): boolean {
  return existsSync(join(KIT, "start.sh"));
}

/** Installs LocalStack in the user's cache unless it is there, and starts it empty. */
export async function startLocalstack(stop: AbortSignal): Promise<Emulator> {
  const python = await findPython([3, 13], stop);
  if (python === null) throw new Error("no Python 3.13 or newer works here: name one, LS_PYTHON=PATH");
  const [port = 0] = await findFreePorts(1);
  const env = { ...process.env, LS_ROOT: makeRoot(), LS_PORT: String(port), LS_PYTHON: python };
  const child = spawn("bash", ["-c", LIFELINE, KIT], {
    env,
    stdio: ["pipe", "pipe", "pipe"],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const interrupt = () => {
    // It may still be installing, and nobody needs the result.
    if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
  };
  stop.addEventListener("abort", interrupt);
  try {
    await started(child);
  } catch (error) {
    await runProgram("bash", [join(KIT, "stop.sh")], { cwd: KIT, env, timeoutMs: STOP_TIMEOUT_MS });
    throw error;
  } finally {
    stop.removeEventListener("abort", interrupt);
  }
  const close = async () => {
    child.stdin.end();
    await ended;
  };
  return { name: LOCALSTACK, endpoint: `http://127.0.0.1:${port}`, close };
}

/** A folder for each version of the kit, since versions need different installations. */
function makeRoot(): string {
  const hash = createHash("sha256");
  for (const name of ["start.sh", "constraints.txt"]) hash.update(readFileSync(join(KIT, name)));
  const cache = process.env.XDG_CACHE_HOME || join(homedir(), ".cache");
  const root = join(cache, "stationwatch", `localstack-${hash.digest("hex").slice(0, 12)}`);
  mkdirSync(root, { recursive: true });
  // The kit's scripts are CommonJS, whatever a package.json above says.
  writeFileSync(join(root, "package.json"), '{ "type": "commonjs" }\n');
  assertFree(join(root, "ls.pid"));
  return root;
}

/** Throws when another run's LocalStack is alive, since the kit would take it for the requested one. */
function assertFree(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, "utf8"));
  try {
    process.kill(pid, 0);
  } catch {
    return;
  }
  throw new Error(`another LocalStack runs there already, process ${pid} of ${pidFile}`);
}

/** Resolves when LocalStack answers; rejects with its output when it ends first. */
async function started({ stdout, stderr }: ChildProcess): Promise<void> {
  const lines: string[] = [];
  await new Promise<void>((resolve, reject) => {
    for (const stream of [stdout, stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        if (line === STARTED) return resolve();
        lines.push(line);
        say(line);
      });
    }
    stdout?.once("close", () => reject(new Error(lines.at(-1) ?? "it has said nothing")));
  });
}
