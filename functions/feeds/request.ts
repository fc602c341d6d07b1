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

/** As in package.json; a test holds them together, since reading that file would put it in every function. */
export const VERSION = "0.1.0";

/** Sends one GET and resolves with the response's head. Rejects for what the network does. */
export type SendRequest = (url: URL, headers: Headers, signal: AbortSignal) => Promise<IncomingMessage>;

export type Headers = Readonly<Record<string, string>>;

export interface Requests {
  /** `plainHttp` is for a system whose feeds are plain http:. */
  readonly sending: (plainHttp: boolean) => SendRequest;
  /** Ends the connections that are kept open. */
  readonly close: () => void;
}

/**
 * A pool of kept connections for each of the guard's lookups and protocols: a connection that is taken up again is not
 * looked up, so none may serve what another lookup was asked for.
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
        // The server gave up a kept connection just as it was taken up again: a new one tells more.
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

/** Who asks, and where they can be reached: some feeds refuse the names of libraries. */
export function userAgent(contact: string | null): string {
  const reachable = contact?.replace(/[^\x21-\x7e]+/g, " ").trim() ?? "";
  return reachable === "" ? `stationwatch/${VERSION}` : `stationwatch/${VERSION} (+${reachable})`;
}
