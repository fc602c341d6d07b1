import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findFreePorts } from "../../local/emulators/ports.ts";
import type { Emulator } from "./emulator.ts";
import { runProgram } from "./program.ts";
import { eventually, timed } from "./progress.ts";

const VERSION = "1.5.33";
export const MINISTACK = `MiniStack ${VERSION}`;
const ROOT = join(import.meta.dirname, "../..");
const VENV = join(ROOT, ".cache", "ministack", VERSION);
const INSTALL_TIMEOUT_MS = 180_000;
const START_TIMEOUT_MS = 20_000;

/** Installs MiniStack unless it is there, and starts it empty. */
export async function startMinistack(stop: AbortSignal): Promise<Emulator> {
  if (!existsSync(join(VENV, "bin", "ministack")))
    await timed(`installing ${MINISTACK}`, () => install(stop));
  const [port = 0] = await findFreePorts(1);
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-ministack-"));
  const child = spawn(join(VENV, "bin", "python"), [join(import.meta.dirname, "lifeline.py")], {
    cwd: folder,
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
    env: {
      ...process.env,
      // Otherwise it listens on all interfaces.
      BIND_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      IOT_MTLS_ENABLED: "0",
      NODE_PATH: join(ROOT, "node_modules"),
      TMPDIR: folder,
    },
  });
  const ended = once(child, "close");
  const close = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;
    }
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  };
  const endpoint = `http://127.0.0.1:${port}`;
  try {
    await eventually(START_TIMEOUT_MS, async () => {
      stop.throwIfAborted();
      const { status } = await fetch(`${endpoint}/_ministack/health`);
      if (status !== 200) throw new Error(`MiniStack answers ${status}`);
    });
  } catch (error) {
    await close();
    throw error;
  }
  return { name: MINISTACK, endpoint, close };
}

async function install(stop: AbortSignal): Promise<void> {
  const options = { cwd: ROOT, timeoutMs: INSTALL_TIMEOUT_MS, stop };
  try {
    await runProgram("python3", ["-m", "venv", "--clear", VENV], options);
    const pip = join(VENV, "bin", "pip");
    await runProgram(pip, ["install", "--quiet", `ministack==${VERSION}`], options);
  } catch (error) {
    rmSync(VENV, { recursive: true, force: true });
    throw error;
  }
}
