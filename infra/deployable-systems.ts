import { basename } from "node:path";
import type { SystemsConfiguration } from "../functions/systems/configuration.ts";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { readSystems } from "../functions/systems/schema.ts";

/** Reads and checks systems.json for a deployment. Throws a ConfigurationError for what only one machine can do. */
export function readDeployableSystems(file: string): SystemsConfiguration {
  const configuration = readSystems(file);
  const fileName = basename(file);
  for (const [index, system] of configuration.systems.entries()) {
    if (system.url !== undefined && new URL(system.url).protocol !== "https:") {
      throw new ConfigurationError(
        `${fileName}: systems[${index}].url is on this machine, expected https in what is deployed`,
      );
    }
    if (system.kind === "jcdecaux" && system.apiKey !== undefined && "environment" in system.apiKey) {
      throw new ConfigurationError(
        `${fileName}: systems[${index}].apiKey is in an environment variable, expected ssmParameter or secret in what is deployed`,
      );
    }
  }
  return configuration;
}
