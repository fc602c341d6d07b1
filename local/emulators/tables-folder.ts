import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeFolder } from "../make-folder.ts";
import { isAlive } from "../running.ts";
import { isWholeLog } from "./level-log.ts";

/** The file beside LevelDB's own that says who has the tables open, or what a run left when it closed them. */
interface Seal {
  readonly format: number;
  /** The process that opened the tables last. */
  readonly pid: number;
  /** SHA-256 of each file by its name, since the tables were closed; null while they are open, or after a crash. */
  readonly files: Readonly<Record<string, string>> | null;
}

const SEAL_FILE = "stationwatch.json";
const FORMAT = 1;
/** What LevelDB never reads again: the file that it locks and its own diary. */
const UNREAD = /^(?:LOCK|LOG|LOG\.old)$/;

/**
 * Prepares a folder for LevelDB, which begins anew where files are missing and drops records that it cannot read,
 * without a word. Throws one sentence, and has written nothing then, for a folder that is not as a run left it.
 */
export function openTablesFolder(directory: string): void {
  const names = existsSync(directory) ? readdirSync(directory) : [];
  const seal = names.includes(SEAL_FILE) ? readSeal(directory) : null;
  const isUsed = seal !== null && seal.files === null && seal.pid !== process.pid && isAlive(seal.pid);
  const fault = isUsed ? null : faultOf(directory, names, seal);
  if (fault !== null) throw new Error(`${fault}, expected the folder as a run left it, or an empty one`);
  makeFolder(directory);
  // A process that has the tables open keeps its seal; LevelDB's lock then refuses this one.
  if (!isUsed) writeSeal(directory, { format: FORMAT, pid: process.pid, files: null });
}

/** Notes what the closed files hold, so that the next run can tell whether they are whole. */
export function sealTablesFolder(directory: string): void {
  writeSeal(directory, { format: FORMAT, pid: process.pid, files: digestsIn(directory) });
}

/** Returns why the folder cannot be used; null when it can. */
function faultOf(directory: string, names: readonly string[], seal: Seal | null): string | null {
  if (seal !== null && seal.format !== FORMAT) return `its format is ${seal.format} and not ${FORMAT}`;
  if (seal?.files == null) return faultUnsealed(directory, names);
  const found = digestsIn(directory);
  for (const [name, digest] of Object.entries(seal.files)) {
    if (found[name] === undefined) return `its file ${name} is missing`;
    if (found[name] !== digest) return `its file ${name} has changed`;
  }
  return null;
}

/**
 * Judges tables that were not closed. Without the file that names their list of files, LevelDB would begin anew; what it
 * cannot read of its logs it would leave out. It notices itself what is wrong with its other files.
 */
function faultUnsealed(directory: string, names: readonly string[]): string | null {
  if (names.every((name) => name === SEAL_FILE || UNREAD.test(name))) return null;
  if (!names.includes("CURRENT")) return "its file CURRENT is missing";
  const manifest = readFileSync(join(directory, "CURRENT"), "latin1").trimEnd();
  if (!/^MANIFEST-\d+$/.test(manifest)) return "its file CURRENT is damaged";
  if (!names.includes(manifest)) return `its file ${manifest} is missing`;
  const logs = names.filter((name) => name === manifest || name.endsWith(".log"));
  const damaged = logs.find((name) => !isWholeLog(readFileSync(join(directory, name))));
  return damaged === undefined ? null : `its file ${damaged} is damaged`;
}

function digestsIn(directory: string): Record<string, string> {
  const files = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile() && !UNREAD.test(entry.name) && !entry.name.startsWith(SEAL_FILE))
    .map(({ name }) => [
      name,
      createHash("sha256")
        .update(readFileSync(join(directory, name)))
        .digest("hex"),
    ]);
  return Object.fromEntries(files);
}

function readSeal(directory: string): Seal {
  const text = readFileSync(join(directory, SEAL_FILE), "utf8");
  const seal = parsed(text) as Partial<Seal> | null;
  const { format, pid, files } = seal ?? {};
  if (typeof format === "number" && typeof pid === "number" && typeof files === "object")
    return { format, pid, files };
  throw new Error(`its file ${SEAL_FILE} is not what a run leaves there`);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Replaces the file in one step, so that a full disk leaves the old one. */
function writeSeal(directory: string, seal: Seal): void {
  const next = join(directory, `${SEAL_FILE}.next`);
  writeFileSync(next, JSON.stringify(seal, null, 2));
  renameSync(next, join(directory, SEAL_FILE));
}
