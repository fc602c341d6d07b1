import type { FeedFailure, Validators } from "../core/feed.ts";
import { createGuard, type ResolveAll } from "../http/address-guard.ts";
import { withDeadline } from "../http/deadline.ts";
import { FetchFailure, NoAnswer } from "../http/failure.ts";
import { createRequests, type Headers, type SendRequest, userAgent } from "../http/request.ts";
import { cut } from "../words/text.ts";
import { type Answered, answerOf, type Fetched, type NotModified, redirectOf, UNANSWERED } from "./answer.ts";
import { ACCEPTED_ENCODINGS } from "./body-decoding.ts";
import {
  type Credentials,
  NO_CREDENTIALS,
  redacted,
  redaction,
  withCredentials,
  withoutKey,
} from "./credentials.ts";
import { failure, LeftAlone, type Redact, speakableUrl } from "./failure.ts";
import { HostGate, type HostGateOptions } from "./host-gate.ts";
import { type BodyLimits, bodyReader, type ReadBody } from "./response-body.ts";

/** The contact that requests name, time-outs, and limits on sizes. */
export interface FetcherOptions extends HostGateOptions {
  /** A URL or a mail address; null for no contact. */
  readonly contact: string | null;
  /** Allows http: to loopback addresses, for feeds on the same machine. */
  readonly loopbackHttp?: boolean | undefined;
  readonly connectTimeoutMs?: number | undefined;
  /** From the first byte sent to the last received, redirects included; the wait for the host's turn is extra. */
  readonly totalTimeoutMs?: number | undefined;
  readonly wireBytesMax?: number | undefined;
  readonly bodyBytesMax?: number | undefined;
  /** How long a large body may take to come once another waits for its place. */
  readonly comingMsMax?: number | undefined;
  /** Milliseconds that the run has left: a fetch that would take longer is given up. */
  readonly remainingMs?: (() => number) | undefined;
  /** Resolves names to addresses; the system's resolver where absent. */
  readonly resolve?: ResolveAll | undefined;
}

export interface Fetcher {
  /**
   * Never rejects: a failure of the network is a FeedFailure, with the URL but without its query. `known` are the
   * validators of the known body. Only the credentials' own host receives them, and the key is removed from everything
   * that comes back, whatever the server answers.
   */
  get(
    url: string,
    known: Validators | null,
    credentials?: Credentials,
  ): Promise<Fetched | NotModified | FeedFailure>;
  /** Closes the connections that are kept open. */
  close(): void;
}

/** Time kept back from a fetch, so that the poller can still record that the feed was too late. */
const LAST_WORDS_MS = 2_000;
const REDIRECTS_MAX = 3;
/** The bytes of an answer beside its body: the head, and the sizes of chunks, of which each may be small. */
const BEYOND_BODY_BYTES_MAX = 4_000_000;

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
  const now = options.now ?? Date.now;
  const remainingMs = options.remainingMs ?? (() => Number.POSITIVE_INFINITY);
  const gate = new HostGate(options);
  const limits: Limits = {
    // A first poll waits for four answers in a row, and Lambda stops the poller after 50 s.
    totalTimeoutMs: options.totalTimeoutMs ?? 11_000,
    wireBytesMax: options.wireBytesMax ?? 16_000_000,
    bodyBytesMax: options.bodyBytesMax ?? 16_000_000,
    comingMsMax: options.comingMsMax ?? 3_000,
  };
  const { sending, close } = createRequests(guard, {
    connectTimeoutMs: options.connectTimeoutMs ?? 5_000,
    bytesMax: limits.wireBytesMax + BEYOND_BODY_BYTES_MAX,
  });
  const readBody = bodyReader(limits);
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
          // Not a NoAnswer: the host is not to blame for the end of the run.
          const late =
            runMs < leftMs
              ? new FetchFailure("no whole answer before the poller had to end")
              : new NoAnswer(`no whole answer within ${limits.totalTimeoutMs} ms`);
          return await withDeadline(Math.min(runMs, leftMs), late, (signal) =>
            hopTo(asked, headers, signal, sendKeyed, known, readBody, now, redact),
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
  readBody: ReadBody,
  now: () => number,
  redact: Redact,
): Promise<Hop | Answered> {
  const response = await send(url, headers, signal);
  try {
    const to = redirectOf(url, response);
    if (to !== null) return { to, httpStatus: response.statusCode ?? null, retryAfterMs: null };
    return await answerOf(url, response, known, (whole) => readBody(whole, signal), now(), redact);
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

/** Network errors are described by their code: their messages repeat addresses and queries. */
function failureTextOf(error: unknown): string {
  if (error instanceof FetchFailure) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  return `it could not be fetched (${cut(String(code ?? "no reason given"), 60, "")})`;
}
