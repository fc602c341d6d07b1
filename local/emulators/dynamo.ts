import type { Server } from "node:http";
import { promisify } from "node:util";
import dynalite from "dynalite";
import databases from "dynalite/db/index.js";
import { messageOf } from "../../functions/core/messages.ts";
import { LOOPBACK, listenOnLoopback } from "./ports.ts";
import { shelter } from "./shelter.ts";
import { openTablesFolder, sealTablesFolder } from "./tables-folder.ts";

export interface LocalDynamo {
  readonly endpoint: string;
  /** Takes requests from elsewhere by `server.emit("request", request, response)`. */
  readonly server: Server;
  /** Answers the requests that have arrived whole, then closes the tables. */
  close(): Promise<void>;
}

/**
 * Starts dynalite in this process, at a free port. The directory, created when missing, keeps the tables; null keeps
 * them in memory. Throws one sentence when the directory cannot be used.
 */
export async function startDynamo(directory: string | null = null): Promise<LocalDynamo> {
  if (directory !== null) await claim(directory);
  const server = dynalite({
    createTableMs: 0,
    deleteTableMs: 0,
    updateTableMs: 0,
    ...(directory === null ? {} : { path: directory }),
  });
  const sheltered = shelter(server);
  const listening = await listenOnLoopback(server, 0);
  let closing: Promise<void> | null = null;
  return {
    endpoint: `http://${LOOPBACK}:${listening}`,
    server,
    close() {
      closing ??= close(server, sheltered.settle, directory);
      return closing;
    },
  };
}

async function close(server: Server, settle: () => Promise<void>, directory: string | null): Promise<void> {
  const closed = promisify(server.close.bind(server))();
  await settle();
  server.closeAllConnections();
  await closed;
  if (directory !== null) sealTablesFolder(directory);
}

/** Opens the tables once before dynalite does, which ends the process when it cannot open them. */
async function claim(directory: string): Promise<void> {
  try {
    openTablesFolder(directory);
    const { db } = databases.create({ path: directory });
    await db.open();
    await db.close();
  } catch (thrown) {
    throw new Error(failureText(directory, thrown), { cause: thrown });
  }
}

function failureText(directory: string, thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
  if (cause instanceof Error && "code" in cause && cause.code === "LEVEL_LOCKED") {
    return `the tables in ${directory} are in use by another process: expected a directory of its own for each`;
  }
  return `cannot keep tables in ${directory}: ${messageOf(cause)}`;
}
