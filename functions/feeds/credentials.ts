import type { FeedFailure } from "../core/feed.ts";
import { messageOf } from "../core/messages.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { feedHost } from "../systems/feed-host.ts";
import type { Fetched, NotModified } from "./answer.ts";
import { FetchFailure, failure } from "./failure.ts";
import type { Headers, SendRequest } from "./request.ts";

/** What an operator asks for beside what every request carries. */
export interface Credentials {
  readonly type: "credentials";
  /** The only host (with its port) that gets them; null for none: what gbfs.json lists elsewhere goes without. */
  readonly host: string | null;
  /** No secrets: an operator's way to know who asks. */
  readonly headers: Headers;
  readonly key: RequestKey | null;
  /** The system says that its feeds are plain http:, to whatever host; others are not asked so. */
  readonly plainHttp: boolean;
}

interface RequestKey {
  readonly in: "header" | "query";
  /** Of the header or the query's parameter. */
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

/** The key of a system, from where the configuration says; null where it names none. */
export type KeyOf = (system: SystemEntry) => Promise<string | null>;

/** What the system's operator asks for. JCDecaux wants its key in the query. */
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

function isPlainHttp(system: SystemEntry): boolean {
  return system.kind === "gbfs" && system.plainHttp === true;
}

const JCDECAUX_KEY = { in: "query", name: "apiKey" } as const;

/** A shorter key is no secret, and would be found in every body. */
const KEY_CHARACTERS_MIN = 6;
const REMOVED = "…";

/** Sends with the credentials what goes to their host, and everything else without. */
export function withCredentials(send: SendRequest, { host, headers: own, key }: Credentials): SendRequest {
  return (url, headers, signal) => {
    if (url.host !== host) return send(url, headers, signal);
    const asked = new URL(url);
    if (key?.in === "query") asked.searchParams.set(key.name, key.value);
    const keyed: Headers = key?.in === "header" ? { [key.name]: key.value } : {};
    return send(asked, { ...own, ...keyed, ...headers }, signal);
  };
}

/** Takes the key out of a text, however it is escaped in it: servers repeat what they were asked with. */
export type Redact = (text: string) => string;

export function redaction({ key }: Credentials): Redact {
  if (key === null) return (text) => text;
  // Of "Bearer abc" the last word alone is a secret too.
  const secrets = [key.value, key.value.split(/\s/).at(-1) ?? ""];
  const written = secrets.filter(({ length }) => length >= KEY_CHARACTERS_MIN).flatMap(spellings);
  if (written.length === 0) return (text) => text;
  const alternatives = [...new Set(written)].map(patternOf);
  const pattern = new RegExp(alternatives.join("|"), "gi");
  return (text) => text.replace(pattern, REMOVED);
}

/** A key of digits is one on its own: within a longer number, a time or a position, its digits are there by chance. */
function patternOf(text: string): string {
  if (/^\d+$/.test(text)) return `(?<!\\d|\\d\\.)${text}(?!\\d|\\.\\d)`;
  return text.replace(/[^\w\s]/g, "\\$&");
}

/** As it is, and as JSON, URLs and forms write it. */
function spellings(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const inForm = new URLSearchParams([["", secret]]).toString().slice(1);
  return [secret, inJson, inJson.replaceAll("/", "\\/"), encodeURIComponent(secret), inForm];
}

/**
 * Where a redirect leads, without the parameter that holds the key: its host gets the key anew, others never.
 * Throws FetchFailure where the key stands in another place of the address.
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

/** The answer without the key in anything of it; a validator that has it is none. */
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
