import { basename } from "node:path";
import type { ApiKeySource } from "../functions/systems/api-key-source.ts";
import type { SystemEntry, SystemsConfiguration } from "../functions/systems/configuration.ts";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { isLoopback } from "../functions/systems/loopback.ts";
import { readSystems } from "../functions/systems/schema.ts";

/** A valid parameter name: Parameter Store reserves names with these prefixes, and takes at most fifteen levels. */
const PARAMETER_NAME = /^(?!\/?(?:aws|ssm))(?:[\w.-]+|(?:\/[\w.-]+){1,15})$/i;

/** Reads and checks systems.json for a deployment. Throws a ConfigurationError for what cannot be deployed. */
export function readDeployableSystems(file: string): SystemsConfiguration {
  const configuration = readSystems(file);
  const fileName = basename(file);
  const { systems } = configuration;
  if (systems.length === 0) {
    throw new ConfigurationError(`${fileName}: systems is empty, expected at least one system to watch`);
  }
  for (const [index, system] of systems.entries()) {
    const problem = problemOf(system);
    if (problem !== null) throw new ConfigurationError(`${fileName}: systems[${index}].${problem}`);
  }
  for (const [index, { url, to, secret }] of (configuration.receivers ?? []).entries()) {
    const problem =
      (url === undefined ? null : keyProblemOf("url", url)) ??
      (to === undefined ? null : keyProblemOf("to", to)) ??
      (secret === undefined ? null : keyProblemOf("secret", secret));
    if (problem !== null) throw new ConfigurationError(`${fileName}: receivers[${index}].${problem}`);
  }
  return configuration;
}

/** Returns what cannot be deployed: a feed on this machine, or a key in a place that the function cannot read. */
function problemOf(system: SystemEntry): string | null {
  if (system.url !== undefined && isLoopback(new URL(system.url).hostname)) {
    return "url is on this machine, expected a public host in what is deployed";
  }
  return system.apiKey === undefined ? null : keyProblemOf("apiKey", system.apiKey);
}

function keyProblemOf(field: string, source: ApiKeySource): string | null {
  if ("environment" in source) {
    return `${field} is in an environment variable, expected ssmParameter or secret in what is deployed`;
  }
  if ("ssmParameter" in source && !PARAMETER_NAME.test(source.ssmParameter)) {
    return `${field}.ssmParameter is not a name that Parameter Store accepts, expected one such as /stationwatch/key`;
  }
  return null;
}
