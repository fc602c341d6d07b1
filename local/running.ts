import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Where a running local pipeline says how to reach it, from the folder it was started in. */
const RUNNING_FILE = join(".stationwatch", "local.json");

/** What `stationwatch` in a second terminal needs to know of the pipeline in the first. */
export interface Running {
  readonly pid: number;
  /** One endpoint that answers for DynamoDB, Kinesis, SQS and EventBridge. */
  readonly endpoint: string;
  /** The systems.json it runs with. */
  readonly systemsFile: string;
  readonly startedAt: string;
}

export function announceRunning(running: Running, folder = process.cwd()): void {
  const file = join(folder, RUNNING_FILE);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(running, null, 2)}\n`);
}

/** Only its own announcement: another pipeline may have been started since. */
export function withdrawRunning(pid: number, folder = process.cwd()): void {
  if (readFile(join(folder, RUNNING_FILE))?.pid === pid) rmSync(join(folder, RUNNING_FILE), { force: true });
}

/** The pipeline that runs from this folder or one above it; null when there is none, or it has died. */
export function findRunning(from = process.cwd()): Running | null {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    const running = readFile(join(folder, RUNNING_FILE));
    if (running !== null) return isAlive(running.pid) ? running : null;
    if (folder === dirname(folder)) return null;
  }
}

function readFile(file: string): Running | null {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Running;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
