import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../functions/core/messages.ts";

/**
 * Writes a file in a temporary folder of its own and returns its path. The folder is removed when this process ends by
 * itself, whatever ends it. Throws one sentence.
 */
export function temporaryFile(name: string, text: string): string {
  try {
    const folder = mkdtempSync(join(tmpdir(), "stationwatch-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  } catch (cause) {
    throw new Error(`cannot write to ${tmpdir()}, the folder for temporary files: ${messageOf(cause)}`, {
      cause,
    });
  }
}
