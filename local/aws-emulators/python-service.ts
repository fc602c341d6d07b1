import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastLinesOf } from "../lambda/log-lines.ts";
import type { Emulator } from "./emulator.ts";
import { eventually } from "./progress.ts";

interface PythonService {
  readonly name: string;
  readonly python: string;
  /** A script of this folder that ends when its standard input closes. */
  readonly script: string;
  readonly endpoint: string;
  /** Answers 200 once the service is ready. */
  readonly healthPath: string;
  readonly readyTimeoutMs: number;
  /** Returns its variables; `folder` is a temporary one of its own, removed at the end. */
  readonly variables: (folder: string) => Readonly<Record<string, string>>;
}

/** Starts a Python script as a service. It ends with this process, however that ends. */
export async function startPythonService(service: PythonService, stop: AbortSignal): Promise<Emulator> {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-emulator-"));
  const child = spawn(service.python, [join(import.meta.dirname, service.script)], {
    cwd: folder,
    stdio: ["pipe", "pipe", "pipe"],
    // A group of its own: it is killed whole, and a terminal's Ctrl-C does not reach it first.
    detached: true,
    env: { ...ownVariables(), PYTHONDONTWRITEBYTECODE: "1", TMPDIR: folder, ...service.variables(folder) },
  });
  const { kept: lastLines } = lastLinesOf([child.stdout, child.stderr]);
  let hasEnded = false;
  const died = new Promise<string>((resolve) => {
    const end = (how: string) => {
      hasEnded = true;
      resolve(`${service.name} ${how}: ${lastLines.join(" ") || "it has said nothing"}`);
    };
    child.once("error", (error) => end(`could not be started (${error.message})`));
    child.once("close", (code, signal) => end(`ended (${signal ?? `exit code ${code}`})`));
  });
  const close = async () => {
    if (!hasEnded && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    await died;
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    await eventually(service.readyTimeoutMs, async () => {
      if (stop.aborted || hasEnded) return;
      const { status } = await fetch(`${service.endpoint}${service.healthPath}`);
      if (status !== 200) throw new Error(`${service.name} answers ${status}`);
    });
    stop.throwIfAborted();
    if (hasEnded) throw new Error(await died);
  } catch (error) {
    await close();
    throw error;
  }
  return { endpoint: service.endpoint, died, close };
}

/** What programs need of this process's environment, without its AWS settings and secrets. */
function ownVariables(): Record<string, string> {
  const names = ["PATH", "HOME", "LANG"];
  return Object.fromEntries(names.flatMap((name) => [[name, process.env[name] ?? ""]]));
}
