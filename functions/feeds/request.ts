import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Guard } from "./address-guard.ts";
import { FetchFailure, NoAnswer } from "./failure.ts";

/** The version in package.json, held equal by a test: reading that file would bundle it into every function. */
export const VERSION = "0.1.0";

/** Sends one GET and resolves with the response's head. Rejects for errors of the network. */
export type SendRequest = (url: URL, headers: Headers, signal: AbortSignal) => Promise<IncomingMessage>;

export type Headers = Readonly<Record<string, string>>;

export interface Requests {
  /** Returns a sender; `plainHttp` is true for a system whose feeds are plain http:. */
  readonly sending: (plainHttp: boolean) => SendRequest;
  /** Closes the connections that are kept open. */
  readonly close: () => void;
}

/**
 * Keeps a separate pool of connections for each lookup of the guard and each protocol. A kept connection is reused
 * without a lookup, so it must not serve a request that another lookup should check.
 */
export function createRequests(guard: Guard, connectTimeoutMs: number): Requests {
  const https = new HttpsAgent({ keepAlive: true });
  const loopbackHttp = new HttpAgent({ keepAlive: true });
  const publicHttp = new HttpAgent({ keepAlive: true });
  const sending =
    (plainHttp: boolean): SendRequest =>
    async (url, headers, signal) => {
      guard.check(url, plainHttp);
      const secure = url.protocol === "https:";
      const options: RequestOptions = {
        method: "GET",
        agent: secure ? https : plainHttp ? publicHttp : loopbackHttp,
        lookup: secure || plainHttp ? guard.lookupPublic : guard.lookupLoopback,
        headers,
        signal,
      };
      return sendOnce(url, options, connectTimeoutMs).catch((error: unknown) => {
        // The server closed a kept connection just as it was reused, so only a new connection shows whether it answers.
        if (error instanceof LostKeptConnection) return sendOnce(url, options, connectTimeoutMs);
        throw error;
      });
    };
  return {
    sending,
    close: () => {
      https.destroy();
      loopbackHttp.destroy();
      publicHttp.destroy();
    },
  };
}

class LostKeptConnection extends FetchFailure {
  override readonly name = "LostKeptConnection";
}

function sendOnce(url: URL, options: RequestOptions, connectTimeoutMs: number): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const request = secure ? httpsRequest(url, options) : httpRequest(url, options);
    request.on("socket", (socket) => limitConnecting(socket, secure, connectTimeoutMs));
    request.on("response", resolve);
    request.on("error", (error: NodeJS.ErrnoException) => {
      const lost = request.reusedSocket && (error.code === "ECONNRESET" || error.code === "EPIPE");
      reject(lost ? new LostKeptConnection("the server ended the connection", { cause: error }) : error);
    });
    request.end();
  });
}

function limitConnecting(socket: Socket, secure: boolean, timeoutMs: number): void {
  if (!socket.connecting) return;
  const timer = setTimeout(() => {
    socket.destroy(new NoAnswer(`no connection within ${timeoutMs} ms`));
  }, timeoutMs);
  const stop = () => clearTimeout(timer);
  socket.once(secure ? "secureConnect" : "connect", stop);
  socket.once("close", stop);
}

/** Names who asks and a contact: some feeds refuse the names of libraries. */
export function userAgent(contact: string | null): string {
  const reachable = contact?.replace(/[^\x21-\x7e]+/g, " ").trim() ?? "";
  return reachable === "" ? `stationwatch/${VERSION}` : `stationwatch/${VERSION} (+${reachable})`;
}
