import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { quoted } from "../functions/words/text.ts";
import { tablesIn } from "../local/data-folder.ts";
import type { LocalDynamo } from "../local/emulators/dynamo.ts";
import { BAD_INPUT, UserError } from "./user-error.ts";

/** Opens the tables that `npm start -- --data` has kept in a folder, for as long as the command runs. */
export async function openKeptFolder(written: string, from: string): Promise<LocalDynamo> {
  const tables = tablesIn(resolve(from, written));
  if (!existsSync(tables)) {
    const expected = "expected a folder in which npm start -- --data has kept its tables";
    throw new UserError(`--data is ${quoted(written)}, ${expected}`, BAD_INPUT);
  }
  // Loaded here, because only this option needs the emulator.
  const { startDynamo } = await import("../local/emulators/dynamo.ts");
  return await startDynamo(tables);
}
