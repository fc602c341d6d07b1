import { expect } from "vitest";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { JcdecauxEntry } from "../../functions/systems/configuration.ts";
import type { City } from "../../local/city/city.ts";
import { type CityServer, serveCity } from "../../local/city/serve.ts";
import { troubled } from "../local/city/troubles.ts";
import { lastOutcome } from "./stream-messages.ts";

/** The same city behind three keyed APIs: one works, one repeats the key in its answer, one has no key stored. */
export const KEYED = "keyed";
const TELLTALE = "telltale";
const KEYLESS = "keyless";

export interface KeyedSystems {
  readonly entries: readonly JcdecauxEntry[];
  close(): Promise<void>;
}

/** `parameter` is the name of the key in Parameter Store; `absent` is a name without a value. */
export async function startKeyedSystems(
  city: City,
  cityClock: () => number,
  apiKey: string,
  parameter: string,
  absent: string,
): Promise<KeyedSystems> {
  const options = { city, cityClock, now: Date.now, feed: "jcdecaux-v3", apiKey } as const;
  const honest = await serveCity(options);
  const telling = await serveCity({
    ...options,
    intercept: troubled((path) => ({ body: JSON.stringify({ error: `nothing at ${path}` }) })),
  });
  return {
    entries: [
      entryOf(honest, KEYED, parameter),
      entryOf(telling, TELLTALE, parameter),
      entryOf(honest, KEYLESS, absent),
    ],
    close: async () => {
      await honest.close();
      await telling.close();
    },
  };
}

function entryOf({ entry }: CityServer, systemId: string, ssmParameter: string): JcdecauxEntry {
  if (entry.kind !== "jcdecaux") throw new Error(`${entry.systemId} is no city behind a keyed API`);
  return { ...entry, systemId, apiKey: { ssmParameter }, pollSeconds: 2 };
}

/** Expects the keyless system to name the absent key, the telltale's reason to hide its key, the third to work. */
export function expectKeyedOutcomes(
  messages: readonly StreamMessage[],
  absent: string,
  isReached: boolean,
): void {
  expect(lastOutcome(messages, KEYLESS)).toMatchObject({
    type: "failed",
    reason: expect.stringMatching(`API key of ${KEYLESS} .*${absent}.*ParameterNotFound`),
  });
  expect(lastOutcome(messages, TELLTALE)).toMatchObject({
    type: "failed",
    reason: isReached ? expect.stringMatching("nothing at .*apiKey=") : expect.any(String),
  });
  expect(lastOutcome(messages, KEYED)?.type).toMatch(isReached ? /snapshot|unchanged/ : "failed");
}
