import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { messageOf } from "../functions/core/messages.ts";
import type { Clock } from "./clock.ts";
import { makeFolder } from "./make-folder.ts";

/** The file, in the folder it was started in, where a running local pipeline says how to reach it. */
const RUNNING_FILE = join(".stationwatch", "local.json");

/** What `stationwatch` in a second terminal has to know of the pipeline in the first. */
export interface Running {
  readonly pid: number;
  /** The endpoint that answers for DynamoDB, Kinesis, SQS and EventBridge. */
  readonly endpoint: string;
  /** The systems.json that the pipeline runs with. */
  readonly systemsFile: string;
  readonly startedAt: string;
  /** Whether it plays a recording: its time is that of the newest poll. */
  readonly onTape: boolean;
  /** The clock of a simulated city; null for this machine's, and on a tape. */
  readonly clock: Clock | null;
}

/** Returns the pipeline that was announced here before and still runs, for withdrawRunning; null for none. */
export function announceRunning(running: Running, folder = process.cwd()): Running | null {
  const file = join(folder, RUNNING_FILE);
  const before = readFile(file);
  writeAnnouncement(file, running);
  return before !== null && before.pid !== running.pid && isAlive(before.pid) ? before : null;
}

/** Withdraws only the pipeline's own announcement, since a later pipeline may have replaced it. Restores `before`. */
export function withdrawRunning(pid: number, before: Running | null, folder = process.cwd()): void {
  const file = join(folder, RUNNING_FILE);
  if (readFile(file)?.pid !== pid) return;
  if (before !== null && isAlive(before.pid)) writeAnnouncement(file, before);
  else rmSync(file, { force: true });
}

function writeAnnouncement(file: string, running: Running): void {
  try {
    makeFolder(dirname(file));
    writeFileSync(file, `${JSON.stringify(running, null, 2)}\n`);
  } catch (cause) {
    const sentence = `cannot write ${file}, which tells stationwatch of this pipeline: ${messageOf(cause)}`;
    throw new Error(sentence, { cause });
  }
}

/** Finds the pipeline that runs in this folder or one above it; null when there is none, or it has died. */
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

/** Returns whether a process of this number runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: the process exists, but belongs to another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
