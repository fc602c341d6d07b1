import { NO_CREDENTIALS, redaction } from "../../functions/feeds/credentials.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import type { TapeResponse } from "../../local/tape/tape.ts";

/** What people call a key in the query of an address. */
const SECRET = /(?:key|token|secret|password|auth|signature)$/i;
/** Stands for a key, so that the addresses of a tape still fit one another. */
const REMOVED = "…";

/** How a system is put on tape: without what nobody who plays it may know. */
export interface Concealed {
  readonly system: SystemEntry;
  readonly response: (response: TapeResponse) => TapeResponse;
}

/**
 * A key that systems.json names is in no answer of the fetcher. One that somebody has written into the feed's own address
 * goes here, wherever it is repeated. Where a key is kept, and what an operator wants in a request, is left out too.
 */
export function concealed(entry: SystemEntry): Concealed {
  const { apiKey: _apiKey, headers: _headers, ...system } = entry;
  const written = new Map(secretsIn(entry.url));
  const redacts = [...written].map(([name, value]) =>
    redaction({ ...NO_CREDENTIALS, key: { in: "query", name, value } }),
  );
  const text = (whole: string) => redacts.reduce((left, redact) => redact(left), whole);
  const address = (whole: string) => {
    if (written.size === 0 || !URL.canParse(whole)) return whole;
    const url = new URL(whole);
    for (const [name, value] of [...url.searchParams]) {
      if ([...written.values()].includes(value)) url.searchParams.set(name, REMOVED);
    }
    return url.href;
  };
  const texts = (headers: TapeResponse["headers"]) =>
    Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, text(value)]));
  return {
    system: (system.url === undefined ? system : { ...system, url: address(system.url) }) as SystemEntry,
    response: (response) => {
      if (written.size === 0) return response;
      const { url, headers, body } = response;
      return { ...response, url: address(url), headers: texts(headers), body: text(body) };
    },
  };
}

function secretsIn(url: string | undefined): [name: string, value: string][] {
  if (url === undefined || !URL.canParse(url)) return [];
  return [...new URL(url).searchParams].filter(([name, value]) => SECRET.test(name) && value !== "");
}
