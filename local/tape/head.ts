import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../functions/core/messages.ts";
import { type Fields, isFields } from "../../functions/feeds/json.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { printable, quoted } from "../../functions/words/text.ts";
import { HEAD_FILE, parseTime, TapeError, type TapeHead } from "./tape.ts";

const FORMAT = 1;

/** Reads and checks a folder's tape.json. Throws a TapeError that names the file and the field. */
export async function readHead(folder: string): Promise<TapeHead> {
  const file = join(folder, HEAD_FILE);
  const head = parseHead(file, await readText(folder, file));
  if (head.format !== FORMAT) {
    throw new TapeError(`${file}: format is ${quoted(head.format)}, expected ${FORMAT}`);
  }
  return {
    system: parseSystem(file, head.system),
    source: typeof head.source === "string" ? head.source : null,
    responses: parseCount(file, head.responses),
    from: parseEnd(file, "from", head.from),
    to: parseEnd(file, "to", head.to),
  };
}

async function readText(folder: string, file: string): Promise<string> {
  const found = await stat(folder).catch(() => null);
  if (found === null) throw new TapeError(`${folder}: there is no such folder, expected a tape's folder`);
  if (!found.isDirectory()) throw new TapeError(`${folder}: is a file, expected a tape's folder`);
  return await readFile(file, "utf8").catch((cause: NodeJS.ErrnoException) => {
    const why =
      cause.code === "ENOENT" ? "is missing, so the folder is not a tape" : `cannot be read: ${cause.code}`;
    throw new TapeError(`${file}: ${why}`, { cause });
  });
}

function parseHead(file: string, text: string): Fields {
  let head: unknown;
  try {
    head = JSON.parse(text);
  } catch (cause) {
    // The parser's message may quote the file, over several lines.
    const why = printable(messageOf(cause)).replace(/\s+/g, " ");
    throw new TapeError(`${file}: is not JSON: ${why}`, { cause });
  }
  if (isFields(head)) return head;
  throw new TapeError(`${file}: is ${quoted(head)}, expected an object`);
}

/** Checks only what reading and serving need; the source that watches the system checks the whole entry. */
function parseSystem(file: string, system: unknown): SystemEntry {
  if (!isFields(system)) throw wrong(file, "system", system, "an entry of systems.json");
  requireText(file, system, "systemId");
  if (system.kind === "gbfs") {
    requireText(file, system, "url");
    requireUrl(file, system);
  } else if (system.kind === "jcdecaux") {
    requireText(file, system, "contract");
    if (system.apiVersion !== 1 && system.apiVersion !== 3)
      throw wrong(file, "system.apiVersion", system.apiVersion, "1 or 3");
    if (system.url !== undefined) requireUrl(file, system);
  } else {
    throw wrong(file, "system.kind", system.kind, "gbfs or jcdecaux");
  }
  return system as unknown as SystemEntry;
}

function requireText(file: string, system: Fields, key: string): void {
  const value = system[key];
  if (typeof value !== "string" || value === "") throw wrong(file, `system.${key}`, value, "a text");
}

function requireUrl(file: string, system: Fields): void {
  const { url } = system;
  if (typeof url !== "string" || !URL.canParse(url)) throw wrong(file, "system.url", url, "a URL");
}

function parseCount(file: string, value: unknown): number | null {
  if (value === undefined) return null;
  if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return value;
  throw wrong(file, "responses", value, "a whole number");
}

function parseEnd(file: string, key: "from" | "to", value: unknown): number | null {
  if (value === undefined || value === null) return null;
  const at = parseTime(value);
  if (at !== null) return at;
  throw wrong(file, key, value, "a time like 2023-02-15T08:03:53Z");
}

function wrong(file: string, what: string, value: unknown, expected: string): TapeError {
  return new TapeError(`${file}: ${what} is ${quoted(value)}, expected ${expected}`);
}
