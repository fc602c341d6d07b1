import { GetParameterCommand, type SSMClient } from "@aws-sdk/client-ssm";
import type { ApiKeySource, SystemEntry } from "../systems/configuration.ts";

/** A key that was renewed is found after so long at most. */
const KEPT_MS = 5 * 60_000;

/**
 * Reads the API keys of systems from where the configuration says they are kept, and keeps them for five minutes.
 * Parameter Store answers for secrets of Secrets Manager too. `client` is made when the first key is needed.
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
    // Editors and shells end a text with a line break, which no header takes.
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
    // AWS says no more than this of a parameter that is not there, and too much (account, role) of a missing right.
    const name = cause instanceof Error ? cause.name : String(cause);
    throw new Error(`${placeOf(source)} gave ${name}`, { cause });
  }
}

/** The name by which Parameter Store knows it. */
function parameterOf(source: ApiKeySource): string {
  if ("ssmParameter" in source) return source.ssmParameter;
  return "secret" in source ? `/aws/reference/secretsmanager/${source.secret}` : "";
}

function placeOf(source: ApiKeySource): string {
  if ("environment" in source) return `the environment variable ${source.environment}`;
  return "secret" in source ? `the secret ${source.secret}` : `the parameter ${source.ssmParameter}`;
}
