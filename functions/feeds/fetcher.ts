import type { IncomingMessage } from "node:http";
import type { FeedFailure } from "../poll/ports.ts";
import { cut, failure, speakableUrl } from "./failure.ts";
import { FetchProblem } from "./fetch-problem.ts";
import { createGuard, type ResolveAll } from "./guard.ts";
import { createRequests, type Headers, type SendRequest } from "./request.ts";
import { ACCEPTED_ENCODINGS, type BodyLimits, readBody } from "./response-body.ts";
import { retryAfterMs } from "./retry-after.ts";
import { userAgent } from "./user-agent.ts";

/** Whom to tell who asks, how long to wait and how much to take. */
export interface FetcherOptions {
  /** A URL or a mail address; null to give none. */
  readonly contact: string | null;
  /** Allows http: to loopback addresses, for feeds on the same machine. */
  readonly loopbackHttp?: boolean | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** From the first byte sent to the last received, redirects included. */
  readonly totalTimeoutMs?: number | undefined;
  readonly wireBytesMax?: number | undefined;
  readonly bodyBytesMax?: number | undefined;
  readonly redirectsMax?: number | undefined;
  /** Milliseconds since the epoch, for a Retry-After that is a date. */
  readonly now?: (() => number) | undefined;
  /** How names become addresses; the system's way where absent. */
  readonly resolve?: ResolveAll | undefined;
}

export interface Fetcher {
  /** Never rejects: what the network does wrong is a FeedFailure, with the URL but without its query. */
  get(url: string, etag: string | null): Promise<Fetched | NotModified | FeedFailure>;
  /** Ends the connections that are kept open. */
  close(): void;
}

export interface Fetched {
  readonly type: "fetched";
  /** Where it came from in the end, after redirects. */
  readonly url: string;
  readonly text: string;
  readonly etag: string | null;
}

interface NotModified {
  readonly type: "not-modified";
  readonly etag: string | null;
}

interface Limits extends BodyLimits {
  readonly totalTimeoutMs: number;
  readonly redirectsMax: number;
}

/** An ETag is kept with the system's memory, so it has to be short. */
const ETAG_CHARACTERS_MAX = 1_024;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function createFetcher(options: FetcherOptions): Fetcher {
  const guard = createGuard(options.loopbackHttp ?? false, options.resolve);
  const { send, close } = createRequests(guard, options.connectTimeoutMs ?? 5_000);
  const now = options.now ?? Date.now;
  const limits: Limits = {
    // A first poll waits for four answers in a row, and the poller is stopped after 50 s.
    totalTimeoutMs: options.totalTimeoutMs ?? 11_000,
    wireBytesMax: options.wireBytesMax ?? 16_000_000,
    // Parsed, brackets alone take 25 times as much memory: one such body must not be the end of the whole poller.
    bodyBytesMax: options.bodyBytesMax ?? 16_000_000,
    redirectsMax: options.redirectsMax ?? 3,
  };
  const agentName = userAgent(options.contact);

  const get: Fetcher["get"] = async (address, etag) => {
    if (!URL.canParse(address)) return failure("the feed's address is no URL, expected https://…");
    const url = new URL(address);
    const headers: Headers = {
      accept: "application/json",
      "accept-encoding": ACCEPTED_ENCODINGS,
      "user-agent": agentName,
      ...(etag === null ? {} : { "if-none-match": etag }),
    };
    const deadline = new AbortController();
    const timer = setTimeout(() => deadline.abort(), limits.totalTimeoutMs);
    try {
      const reached = await follow(send, url, headers, deadline.signal, limits.redirectsMax);
      return await answerOf(reached, etag, limits, now());
    } catch (error) {
      const late = deadline.signal.aborted ? `no whole answer within ${limits.totalTimeoutMs} ms` : null;
      return failure(`${speakableUrl(url)}: ${late ?? problemOf(error)}`);
    } finally {
      clearTimeout(timer);
    }
  };
  return { get, close };
}

interface Reached {
  readonly url: URL;
  readonly response: IncomingMessage;
}

async function follow(
  send: SendRequest,
  url: URL,
  headers: Headers,
  signal: AbortSignal,
  redirectsLeft: number,
): Promise<Reached> {
  const response = await send(url, headers, signal);
  const { location } = response.headers;
  if (!REDIRECTS.has(response.statusCode ?? 0) || location === undefined) return { url, response };
  response.destroy();
  if (redirectsLeft === 0) throw new FetchProblem("too many redirects");
  const next = URL.canParse(location, url.href) ? new URL(location, url) : null;
  if (next === null) throw new FetchProblem("it redirects to what is no URL");
  if (url.protocol === "https:" && next.protocol !== "https:") {
    throw new FetchProblem(`it redirects from https: to ${next.protocol}`);
  }
  return follow(send, next, headers, signal, redirectsLeft - 1);
}

async function answerOf(
  { url, response }: Reached,
  askedWith: string | null,
  limits: Limits,
  now: number,
): Promise<Fetched | NotModified | FeedFailure> {
  const status = response.statusCode ?? 0;
  const etag = keepableEtag(response.headers.etag);
  if (status === 304 && askedWith !== null) {
    response.resume();
    return { type: "not-modified", etag: etag ?? askedWith };
  }
  if (status !== 200) {
    response.destroy();
    const waitMs = retryAfterMs(response.headers["retry-after"], now);
    return failure(`${speakableUrl(url)}: answered with status ${status}, expected 200`, status, waitMs);
  }
  try {
    return { type: "fetched", url: url.href, text: await readBody(response, limits), etag };
  } finally {
    response.destroy();
  }
}

function keepableEtag(etag: string | undefined): string | null {
  return etag === undefined || etag === "" || etag.length > ETAG_CHARACTERS_MAX ? null : etag;
}

/** Errors of the network are told by their code: their messages repeat addresses and queries. */
function problemOf(error: unknown): string {
  if (error instanceof FetchProblem) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return `it could not be fetched (${cut(String(code ?? "no reason given"), 60)})`;
}
