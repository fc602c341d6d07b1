import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { ApiKeySource, SystemEntry } from "../systems/configuration.ts";

/** How long a key is kept: a renewed key is read after this time at the latest. */
const KEPT_MS = 5 * 60_000;

/**
 * Returns a function that reads a system's API key from where the configuration says, and keeps it for five minutes.
 * Parameter Store gives secrets of Secrets Manager too. `client` is called only when a key is read.
 */
export function apiKeys(
  client: () => SSMClient,
  now: () => number,
  environment: NodeJS.ProcessEnv = process.env,
) {
  const kept = new Map<string, { key: string; readAt: number }>();
  return async (system: SystemEntry): Promise<string | null> => {
    const { systemId, apiKey } = system;
    if (apiKey === undefined) return null;
    const known = kept.get(systemId);
    if (known !== undefined && now() - known.readAt < KEPT_MS) return known.key;
    const written =
      "environment" in apiKey ? environment[apiKey.environment] : await readParameter(client(), apiKey);
    // Editors and shells end a text with a line break, which no header may have.
    const key = written?.trim();
    if (!key) throw new Error(`the API key of ${systemId} is empty, expected one in ${placeOf(apiKey)}`);
    kept.set(systemId, { key, readAt: now() });
    return key;
  };
}

async function readParameter(client: SSMClient, source: ApiKeySource): Promise<string | undefined> {
  const command = new GetParameterCommand({ Name: parameterOf(source), WithDecryption: true });
  try {
    return (await client.send(command)).Parameter?.Value;
  } catch (cause) {
    // AWS's message adds nothing for a missing parameter, and tells account and role for a missing right.
    const name = cause instanceof Error ? cause.name : String(cause);
    throw new Error(`${placeOf(source)} gave ${name}`, { cause });
  }
}

/** Returns the name by which Parameter Store knows the key. */
function parameterOf(source: ApiKeySource): string {
  if ("ssmParameter" in source) return source.ssmParameter;
  return "secret" in source ? `/aws/reference/secretsmanager/${source.secret}` : "";
}

function placeOf(source: ApiKeySource): string {
  if ("environment" in source) return `the environment variable ${source.environment}`;
  return "secret" in source ? `the secret ${source.secret}` : `the parameter ${source.ssmParameter}`;
}
