import { readFileSync } from "node:fs";
import { join } from "node:path";
import { withoutMark } from "../systems/byte-order-mark.ts";
import type { SystemsConfiguration } from "../systems/configuration.ts";
import { optionalEnvironment } from "./environment.ts";

/**
 * Reads systems.json for the functions: the file that SYSTEMS_FILE names, or the one beside the bundle. It was checked
 * when it was bundled, so it is not checked again.
 */
export function loadSystems(environment: NodeJS.ProcessEnv = process.env): SystemsConfiguration {
  const file = optionalEnvironment("systemsFile", environment) ?? join(import.meta.dirname, "systems.json");
  return JSON.parse(withoutMark(readFileSync(file, "utf8"))) as SystemsConfiguration;
}
