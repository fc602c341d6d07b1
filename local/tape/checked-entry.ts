import { join } from "node:path";
import { messageOf } from "../../functions/core/messages.ts";
import type { SystemEntry, SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { HEAD_FILE, TapeError } from "./tape.ts";

/** Checks a tape's entry, since a tape may come from anywhere. Throws a TapeError that names the field of tape.json. */
export async function checkedEntry(system: SystemEntry, folder: string): Promise<SystemsConfiguration> {
  // The validator is loaded only where it is needed.
  const { checkSystems } = await import("../../functions/systems/schema.ts");
  try {
    return checkSystems(JSON.stringify({ systems: [system] }), join(folder, HEAD_FILE));
  } catch (error) {
    throw new TapeError(messageOf(error).replaceAll("systems[0]", "system"), { cause: error });
  }
}
