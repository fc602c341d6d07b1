import { createHash } from "node:crypto";
import { type GbfsFeed, gbfsBody } from "./gbfs.ts";
import { jcdecauxStations } from "./jcdecaux.ts";
import type { Publication } from "./readings.ts";

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  const typed = { "content-type": "application/json; charset=utf-8", ...headers };
  return { status, headers: typed, body: JSON.stringify(body) };
}

/** Answers a GBFS request, `/<systemId>/<feed>.json`, with an ETag, and 304 to a client that has the body. */
export function answerGbfs(
  feed: GbfsFeed,
  url: URL,
  ifNoneMatch: string | null,
  publication: Publication,
): Answer {
  const [, systemId, name] = /^\/([^/]+)\/([a-z_]+)\.json$/.exec(url.pathname) ?? [];
  const body = systemId === feed.systemId && name !== undefined ? gbfsBody(feed, name, publication) : null;
  if (body === null) return json(404, { error: "no such feed" });
  const answer = json(200, body);
  const etag = `"${createHash("sha256").update(answer.body).digest("base64url").slice(0, 22)}"`;
  if (ifNoneMatch !== null && listsTag(ifNoneMatch, etag))
    return { status: 304, headers: { etag }, body: "" };
  return { ...answer, headers: { ...answer.headers, etag, "cache-control": `max-age=${feed.ttlSeconds}` } };
}

function listsTag(ifNoneMatch: string, etag: string): boolean {
  const tags = ifNoneMatch.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

/** Answers a JCDecaux request of either version, whichever the entry names. Errors are objects with `error`. */
export function answerJcdecaux(
  contract: string,
  apiKey: string | null,
  url: URL,
  publication: Publication,
): Answer {
  const [, version, resource] = /^\/vls\/v([13])\/(stations|contracts)$/.exec(url.pathname) ?? [];
  if (version === undefined) return json(404, { error: "Not found" });
  if (apiKey !== null && url.searchParams.get("apiKey") !== apiKey)
    return json(403, { error: "Unauthorized" });
  if (resource === "contracts") {
    return json(200, [{ name: contract, commercial_name: null, cities: [contract], country_code: null }]);
  }
  if ((url.searchParams.get("contract") ?? contract) !== contract) {
    return json(400, { error: "Specified contract does not exist" });
  }
  return json(200, jcdecauxStations(version === "1" ? 1 : 3, contract, publication));
}
