import { randomUUID } from "node:crypto";
import { readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "../../functions/core/messages.ts";
import { isAlive } from "../running.ts";

export const LOCK_FILE = "recording.lock";
/** How often a recorder shows that it lives, and how old its sign may be: a process number may be given again. */
const SIGN_EVERY_MS = 10_000;
const SIGN_MS_MAX = 60_000;
/** How long a recorder may take to write the file that it has created. */
const WRITING_MS = 200;

/** Keeps a second recorder out of a folder for as long as this process lives. */
export interface FolderLock {
  /** Throws one sentence when another recorder has taken the folder, as it may after this machine has slept. */
  check(): Promise<void>;
  release(): Promise<void>;
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly token: string;
}

/** Takes the folder, also from a recorder that was killed. Throws one sentence while another one records into it. */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const file = join(folder, LOCK_FILE);
  const own: Holder = { pid: process.pid, host: hostname(), token: randomUUID() };
  const isTaken = () => new Error(`another stationwatch records into ${folder}, expected a folder for each`);
  if (!(await create(file, own))) {
    if (await isHeld(file)) throw isTaken();
    await rm(file, { force: true });
    if (!(await create(file, own))) throw isTaken();
  }
  const signs = setInterval(() => {
    const now = new Date();
    utimes(file, now, now).catch(() => undefined);
  }, SIGN_EVERY_MS);
  signs.unref();
  const isOwn = async () => (await holderIn(file))?.token === own.token;
  return {
    async check() {
      if (!(await isOwn())) throw isTaken();
    },
    async release() {
      clearInterval(signs);
      if (await isOwn()) await rm(file, { force: true });
    },
  };
}

async function create(file: string, own: Holder): Promise<boolean> {
  try {
    await writeFile(file, JSON.stringify(own), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    await rm(file, { force: true });
    throw new Error(`cannot write ${file}: ${messageOf(error)}`, { cause: error });
  }
}

async function isHeld(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  if (found === null || Date.now() - found.mtimeMs > SIGN_MS_MAX) return false;
  let holder = await holderIn(file);
  if (holder === null) {
    await wait(WRITING_MS);
    holder = await holderIn(file);
  }
  // Whether a process of another machine lives cannot be seen.
  return holder !== null && (holder.host !== hostname() || isAlive(holder.pid));
}

async function holderIn(file: string): Promise<Holder | null> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Holder;
  } catch {
    return null;
  }
}
