import { describe, expect, test } from "vitest";
import { concealed } from "../../cli/record/concealed.ts";
import { discoveryAddressOf } from "../../local/tape/addresses.ts";
import type { TapeResponse } from "../../local/tape/tape.ts";

const KEY = "Canary/0123456789+canary=xyz";
const TRACE = /0123456789|canary/i;
const written = encodeURIComponent(KEY);
const system = {
  systemId: "hill",
  kind: "gbfs",
  url: `https://feeds.example/gbfs.json?lang=en&access_token=${written}`,
} as const;

function response(url: string, body: string, headers: TapeResponse["headers"] = {}): TapeResponse {
  return { at: 0, url, status: 200, headers, body };
}

describe("a key that somebody has written into a feed's address", () => {
  const tape = concealed(system);

  test("is on the tape nowhere, however it is repeated", () => {
    const urls = [
      system.url,
      `https://other.example/status?k=${written}&n=1`,
      "https://feeds.example/status",
    ];
    const bodies = [KEY, JSON.stringify({ url: `https://x.example/?a=${written}` }), JSON.stringify([KEY])];
    for (const url of urls) {
      for (const body of bodies) {
        const kept = tape.response(response(url, body, { etag: `"${KEY}"`, "stationwatch-failure": KEY }));
        expect(JSON.stringify([tape.system, kept])).not.toMatch(TRACE);
      }
    }
  });

  test("leaves addresses that fit one another, so that the tape can be played", () => {
    const own = tape.response(response(system.url, ""));
    expect(new URL(own.url).searchParams.get("lang")).toBe("en");
    expect(discoveryAddressOf(tape.system)).toBe(discoveryAddressOf({ ...system, url: own.url }));
  });
});

test("where a key is kept is left out, and what is no key stays as it is", () => {
  const apiKey = { environment: "KEY", in: "header", name: "Authorization" } as const;
  const open = { ...system, url: "https://feeds.example/gbfs.json?lang=en&area=monkeys" };
  const kept = concealed({ ...open, apiKey, headers: { "x-client": "me" } });
  expect(kept.system).toEqual(open);
  const answer = response(open.url, "monkeys", { etag: '"monkeys"' });
  expect(kept.response(answer)).toBe(answer);
});
