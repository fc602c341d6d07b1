import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { SystemEntry } from "../../../functions/systems/configuration.ts";
import type { TapeResponse } from "../../../local/tape/tape.ts";

export const T0 = Date.UTC(2026, 4, 4, 8, 0, 0);
export const GBFS: SystemEntry = {
  systemId: "hill",
  kind: "gbfs",
  url: "https://feeds.example/hill/gbfs.json",
};
export const JCDECAUX: SystemEntry = { systemId: "quay", kind: "jcdecaux", contract: "quay", apiVersion: 3 };
export const QUAY_URL = "https://api.jcdecaux.com/vls/v3/stations?contract=quay";

/** A folder of its own for a test, removed when the test ends. */
export async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "stationwatch-tape-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A response this many seconds after T0. */
export function response(
  seconds: number,
  url: string,
  body: unknown,
  more: Partial<TapeResponse> = {},
): TapeResponse {
  return {
    at: T0 + seconds * 1000,
    url,
    status: 200,
    headers: { "content-type": "application/json" },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...more,
  };
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
