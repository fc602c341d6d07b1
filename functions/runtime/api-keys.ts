import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { ApiKeySource } from "../systems/api-key-source.ts";
import type { SystemEntry } from "../systems/configuration.ts";

/** How long a key is kept: a renewed key is read after this time at the latest. */
const KEPT_MS = 5 * 60_000;

/** Returns a function that reads a system's API key from where the configuration says; null where it names none. */
export function apiKeys(
  client: () => SSMClient,
  now: () => number,
  environment: NodeJS.ProcessEnv = process.env,
) {
  const read = secrets(client, now, environment);
  return async ({ systemId, apiKey }: SystemEntry): Promise<string | null> =>
    apiKey === undefined ? null : await read(apiKey, `the API key of ${systemId}`);
}

/**
 * Returns a function that reads a secret from where the configuration says, and keeps it for five minutes. Parameter
 * Store gives secrets of Secrets Manager too. `client` is called only when one is read; errors call it by its title.
 */
export function secrets(
  client: () => SSMClient,
  now: () => number,
  environment: NodeJS.ProcessEnv = process.env,
) {
  const kept = new Map<string, { secret: string; readAt: number }>();
  return async (source: ApiKeySource, title: string): Promise<string> => {
    const place = placeOf(source);
    const known = kept.get(place);
    if (known !== undefined && now() - known.readAt < KEPT_MS) return known.secret;
    const written =
      "environment" in source ? environment[source.environment] : await readParameter(client(), source);
    // Editors and shells end a text with a line break, which no header may have.
    const secret = written?.trim();
    if (!secret) throw new Error(`${title} is empty, expected one in ${place}`);
    kept.set(place, { secret, readAt: now() });
    return secret;
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
