import type { FeedFailure } from "../core/feed.ts";
import { messageOf } from "../core/messages.ts";
import { FetchFailure } from "../http/failure.ts";
import type { Headers, SendRequest } from "../http/request.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { feedHost } from "../systems/feed-host.ts";
import { isLoopback } from "../systems/loopback.ts";
import type { Fetched, NotModified } from "./answer.ts";
import { failure, type Redact } from "./failure.ts";

/** What an operator wants in a request beyond the usual headers. */
export interface Credentials {
  readonly type: "credentials";
  /** The only host (with its port) that gets headers and key, wherever gbfs.json lists feeds; null for none. */
  readonly host: string | null;
  /** Headers by which an operator knows who asks; they are not secret. */
  readonly headers: Headers;
  readonly key: RequestKey | null;
  /** Whether the system says that its feeds are plain http:, on any public host; others are not asked by http: there. */
  readonly plainHttp: boolean;
}

interface RequestKey {
  readonly in: "header" | "query";
  /** The name of the header or of the query's parameter. */
  readonly name: string;
  readonly value: string;
}

export const NO_CREDENTIALS: Credentials = {
  type: "credentials",
  host: null,
  headers: {},
  key: null,
  plainHttp: false,
};

/** Returns a system's key from where the configuration says; null when it names no key. */
export type KeyOf = (system: SystemEntry) => Promise<string | null>;

/** Returns what the system's operator wants. JCDecaux wants its key in the query. */
export async function credentialsOf(system: SystemEntry, keyOf: KeyOf): Promise<Credentials | FeedFailure> {
  const { headers = {} } = system;
  const place = system.kind === "jcdecaux" ? JCDECAUX_KEY : system.apiKey;
  try {
    const value = place === undefined ? null : await keyOf(system);
    const key = value === null || place === undefined ? null : { in: place.in, name: place.name, value };
    const host = feedHost(system);
    return { type: "credentials", host, headers, key, plainHttp: isPlainHttp(system) };
  } catch (error) {
    return failure(`the API key of ${system.systemId} could not be read: ${messageOf(error)}`);
  }
}

/** A feed of this machine is plain http: anyhow, and needs the permission for that, which a deployment never has. */
function isPlainHttp(system: SystemEntry): boolean {
  return system.kind === "gbfs" && system.plainHttp === true && !isLoopback(new URL(system.url).hostname);
}

const JCDECAUX_KEY = { in: "query", name: "apiKey" } as const;

/** The length from which a key is removed from texts: a shorter one is no secret, and would match in every body. */
const KEY_CHARACTERS_MIN = 6;
const REMOVED = "…";

/** Adds the credentials to requests to their host; requests to other hosts go without. */
export function withCredentials(send: SendRequest, { host, headers: own, key }: Credentials): SendRequest {
  return (url, headers, signal) => {
    if (url.host !== host) return send(url, headers, signal);
    const asked = new URL(url);
    if (key?.in === "query") asked.searchParams.set(key.name, key.value);
    const keyed: Headers = key?.in === "header" ? { [key.name]: key.value } : {};
    return send(asked, { ...own, ...keyed, ...headers }, signal);
  };
}

export function redaction({ key }: Credentials): Redact {
  if (key === null) return (text) => text;
  // In "Bearer abc", the last word is a secret by itself too.
  const secrets = [key.value, key.value.split(/\s/).at(-1) ?? ""];
  const written = secrets.filter(({ length }) => length >= KEY_CHARACTERS_MIN).flatMap(spellings);
  if (written.length === 0) return (text) => text;
  const alternatives = [...new Set(written)].map(patternOf);
  const pattern = new RegExp(alternatives.join("|"), "gi");
  return (text) => text.replace(pattern, REMOVED);
}

/** A key of digits matches only as a whole number: inside a longer number, time or position it is chance. */
function patternOf(text: string): string {
  if (/^\d+$/.test(text)) return `(?<!\\d|\\d\\.)${text}(?!\\d|\\.\\d)`;
  return text.replace(/[^\w\s]/g, "\\$&");
}

/** The secret as it is, and as JSON, URLs and forms write it. */
function spellings(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const inForm = new URLSearchParams([["", secret]]).toString().slice(1);
  return [secret, inJson, inJson.replaceAll("/", "\\/"), encodeURIComponent(secret), inForm];
}

/**
 * Returns a redirect's target without the parameter that holds the key: the key's host gets it again, other hosts
 * never. Throws FetchFailure when the key is anywhere else in the address.
 */
export function withoutKey(url: URL, redact: Redact): URL {
  const clean = new URL(url);
  for (const [name, value] of url.searchParams) {
    if (redact(value) !== value) clean.searchParams.delete(name);
  }
  if (redact(clean.href) !== clean.href)
    throw new FetchFailure("it redirects to an address with the key in it");
  return clean;
}

/** Returns the answer with the key removed from its texts; a validator that contains the key becomes null. */
export function redacted<Answer extends Fetched | NotModified | FeedFailure>(
  answer: Answer,
  redact: Redact,
): Answer {
  if (answer.type === "failed") return { ...answer, reason: redact(answer.reason) };
  const clean = (text: string | null) => (text === null || redact(text) === text ? text : null);
  const validators = { etag: clean(answer.etag), lastModified: clean(answer.lastModified) };
  if (answer.type === "not-modified") return { ...answer, ...validators };
  return { ...answer, ...validators, text: redact(answer.text) };
}
