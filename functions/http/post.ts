import type { IncomingMessage } from "node:http";
import { cut } from "../words/text.ts";
import { createGuard, type ResolveAll } from "./address-guard.ts";
import { withDeadline } from "./deadline.ts";
import { FetchFailure, NoAnswer } from "./failure.ts";
import { createRequests, type Headers } from "./request.ts";
import { retryAfterMs } from "./retry-after.ts";

export interface PostOptions {
  /** Allows http: to loopback addresses, for receivers on the same machine. */
  readonly loopbackHttp: boolean;
  /** From the first byte sent to the head of the answer; 10 s where absent. */
  readonly timeoutMs?: number | undefined;
  /** Resolves names to addresses; the system's resolver where absent. */
  readonly resolve?: ResolveAll | undefined;
}

/** What a server answered: its status counts, its body is not looked at. */
export interface Posted {
  readonly status: number;
  /** The milliseconds that it asks to wait; null where it asks for none. */
  readonly retryAfterMs: number | null;
}

/**
 * Sends bytes once, to a public address by https:. Follows no redirect: 3xx is an answer like any other. Rejects with a
 * FetchFailure, whose message names no address, where there is no answer.
 */
export type Post = (address: string, headers: Headers, body: Uint8Array) => Promise<Posted>;

const TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Of all that a server may send in answer. */
const ANSWER_BYTES_MAX = 64_000;

export function createPost({ loopbackHttp, timeoutMs = TIMEOUT_MS, resolve }: PostOptions): Post {
  const { sending } = createRequests(createGuard(loopbackHttp, resolve), {
    connectTimeoutMs: Math.min(CONNECT_TIMEOUT_MS, timeoutMs),
    bytesMax: ANSWER_BYTES_MAX,
  });
  const send = sending(false);
  return async (address, headers, body) => {
    if (!URL.canParse(address)) throw new FetchFailure("its address is no URL, expected https://…");
    const url = new URL(address);
    const late = new NoAnswer(`no answer within ${timeoutMs} ms`);
    const own = { ...headers, "content-length": String(body.length) };
    try {
      return await withDeadline(timeoutMs, late, async (signal) =>
        answerOf(await send(url, own, signal, body)),
      );
    } catch (error) {
      if (error instanceof FetchFailure) throw error;
      // Messages of the network repeat addresses, which here are secrets.
      const { code } = error as NodeJS.ErrnoException;
      throw new FetchFailure(`it could not be reached (${cut(String(code ?? "no reason given"), 60, "")})`);
    }
  };
}

function answerOf(response: IncomingMessage): Posted {
  const { statusCode = 0, headers } = response;
  // The status says all: whatever follows is not read.
  response.destroy();
  return { status: statusCode, retryAfterMs: retryAfterMs(headers["retry-after"], Date.now()) };
}
