import type { FeedFailure, Validators } from "../core/feed.ts";
import { cut } from "../words/text.ts";
import { createGuard, type ResolveAll } from "./address-guard.ts";
import { type Answered, answerOf, type Fetched, type NotModified, redirectOf, UNANSWERED } from "./answer.ts";
import {
  type Credentials,
  NO_CREDENTIALS,
  redacted,
  redaction,
  withCredentials,
  withoutKey,
} from "./credentials.ts";
import { FetchFailure, failure, LeftAlone, NoAnswer, speakableUrl } from "./failure.ts";
import { HostGate, type HostGateOptions } from "./host-gate.ts";
import { createRequests, type Headers, type SendRequest, userAgent } from "./request.ts";
import { ACCEPTED_ENCODINGS, type BodyLimits } from "./response-body.ts";

/** Whom to tell who asks, how long to wait and how much to take. */
export interface FetcherOptions extends HostGateOptions {
  /** A URL or a mail address; null to give none. */
  readonly contact: string | null;
  /** Allows http: to loopback addresses, for feeds on the same machine. */
  readonly loopbackHttp?: boolean | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** From the first byte sent to the last received, redirects included; the wait for the host's turn is apart. */
  readonly totalTimeoutMs?: number | undefined;
  readonly wireBytesMax?: number | undefined;
  readonly bodyBytesMax?: number | undefined;
  /** Of the run that fetches: a fetch that would outlast it is given up. */
  readonly remainingMs?: (() => number) | undefined;
  /** How names become addresses; the system's way where absent. */
  readonly resolve?: ResolveAll | undefined;
}

export interface Fetcher {
  /**
   * Never rejects: what the network does wrong is a FeedFailure, with the URL but without its query. `known` is what
   * came with the body that is known. The credentials reach their own host alone, and nothing of what comes back has
   * the key in it, whatever the server answers.
   */
  get(
    url: string,
    known: Validators | null,
    credentials?: Credentials,
  ): Promise<Fetched | NotModified | FeedFailure>;
  /** Ends the connections that are kept open. */
  close(): void;
}

/** What is left is for the record that says that the feed was too late. */
const LAST_WORDS_MS = 2_000;
const REDIRECTS_MAX = 3;

interface Limits extends BodyLimits {
  readonly totalTimeoutMs: number;
}

interface Hop {
  readonly to: URL;
  readonly httpStatus: number | null;
  readonly retryAfterMs: null;
}

export function createFetcher(options: FetcherOptions): Fetcher {
  const guard = createGuard(options.loopbackHttp ?? false, options.resolve);
  const { sending, close } = createRequests(guard, options.connectTimeoutMs ?? 5_000);
  const now = options.now ?? Date.now;
  const remainingMs = options.remainingMs ?? (() => Number.POSITIVE_INFINITY);
  const gate = new HostGate(options);
  const limits: Limits = {
    // A first poll waits for four answers in a row, and the poller is stopped after 50 s.
    totalTimeoutMs: options.totalTimeoutMs ?? 11_000,
    wireBytesMax: options.wireBytesMax ?? 16_000_000,
    // Parsed, brackets alone take 25 times as much memory: one such body must not be the end of the whole poller.
    bodyBytesMax: options.bodyBytesMax ?? 16_000_000,
  };
  const agentName = userAgent(options.contact);

  async function follow(first: URL, known: Validators | null, credentials: Credentials) {
    const sendKeyed = withCredentials(sending(credentials.plainHttp), credentials);
    const redact = redaction(credentials);
    const headers = headersOf(agentName, known);
    let leftMs = limits.totalTimeoutMs;
    let url = first;
    for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
      const asked = url;
      const reached = await gate.visit(asked.host, async () => {
        const startedAt = performance.now();
        try {
          const runMs = remainingMs() - LAST_WORDS_MS;
          // The run's end is not the host's fault.
          const late =
            runMs < leftMs
              ? new FetchFailure("no whole answer before the poller had to end")
              : new NoAnswer(`no whole answer within ${limits.totalTimeoutMs} ms`);
          return await withDeadline(Math.min(runMs, leftMs), late, (signal) =>
            hopTo(asked, headers, signal, sendKeyed, known, limits, now),
          );
        } finally {
          leftMs -= performance.now() - startedAt;
        }
      });
      if (!("to" in reached)) return reached.answer;
      url = withoutKey(reached.to, redact);
    }
    throw new FetchFailure("too many redirects");
  }

  const get: Fetcher["get"] = async (address, known, credentials = NO_CREDENTIALS) => {
    if (!URL.canParse(address)) return failure("the feed's address is no URL, expected https://…");
    const url = new URL(address);
    try {
      return redacted(await follow(url, known, credentials), redaction(credentials));
    } catch (error) {
      const { httpStatus, retryAfterMs } = error instanceof LeftAlone ? error : UNANSWERED;
      const reason = redaction(credentials)(`${speakableUrl(url)}: ${failureTextOf(error)}`);
      return failure(reason, httpStatus, retryAfterMs);
    }
  };
  return { get, close };
}

async function hopTo(
  url: URL,
  headers: Headers,
  signal: AbortSignal,
  send: SendRequest,
  known: Validators | null,
  limits: Limits,
  now: () => number,
): Promise<Hop | Answered> {
  const response = await send(url, headers, signal);
  try {
    const to = redirectOf(url, response);
    if (to !== null) return { to, httpStatus: response.statusCode ?? null, retryAfterMs: null };
    return await answerOf(url, response, known, limits, now());
  } finally {
    response.destroy();
  }
}

function headersOf(agentName: string, known: Validators | null): Headers {
  return {
    accept: "application/json",
    "accept-encoding": ACCEPTED_ENCODINGS,
    "user-agent": agentName,
    ...(known?.etag == null ? {} : { "if-none-match": known.etag }),
    ...(known?.lastModified == null ? {} : { "if-modified-since": known.lastModified }),
  };
}

async function withDeadline<T>(
  leftMs: number,
  late: FetchFailure,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), Math.max(leftMs, 0));
  try {
    return await work(deadline.signal);
  } catch (error) {
    throw deadline.signal.aborted ? late : error;
  } finally {
    clearTimeout(timer);
  }
}

/** Errors of the network are told by their code: their messages repeat addresses and queries. */
function failureTextOf(error: unknown): string {
  if (error instanceof FetchFailure) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return `it could not be fetched (${cut(String(code ?? "no reason given"), 60, "")})`;
}
