import { credentialsOf, type KeyOf } from "../../functions/feeds/credentials.ts";
import { failure } from "../../functions/feeds/failure.ts";
import type { Fetcher } from "../../functions/feeds/fetcher.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import type { World } from "../world.ts";
import type { Ask } from "./collect.ts";

/** Returns how to fetch a system's files, with its key and headers as the poller would send them. */
export async function askingOf(system: SystemEntry, fetcher: Fetcher, keyOf: KeyOf): Promise<Ask> {
  const credentials = await credentialsOf(system, keyOf);
  if (credentials.type === "failed") return async () => credentials;
  return async (url) => {
    const fetched = await fetcher.get(url, null, credentials);
    return fetched.type === "not-modified" ? failure("answered with status 304, expected 200", 304) : fetched;
  };
}

/** Reads keys from where they are kept; loads the code for it only when a system has a key. */
export function keysOf({ environment, now }: World): KeyOf {
  let keys: Promise<KeyOf> | null = null;
  const load = async () => {
    const { apiKeys } = await import("../../functions/runtime/api-keys.ts");
    const { parameterClient } = await import("../../functions/runtime/clients.ts");
    return apiKeys(parameterClient, now, environment);
  };
  return async (system) => {
    if (system.apiKey === undefined) return null;
    keys ??= load();
    return (await keys)(system);
  };
}
