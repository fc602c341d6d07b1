import { existsSync } from "node:fs";
import { join } from "node:path";
import { optionalEnvironment } from "../functions/runtime/environment.ts";
import type { Running } from "../local/running.ts";
import type { World } from "./world.ts";

/** Returns the first of: the file that SYSTEMS_FILE names, the running pipeline's, ./systems.json; null for none. */
export function systemsFile({ running }: { readonly running: Running | null }, world: World): string | null {
  const told = optionalEnvironment("systemsFile", world.environment) ?? running?.systemsFile ?? null;
  if (told !== null) return told;
  const here = join(world.folder, "systems.json");
  return existsSync(here) ? here : null;
}
