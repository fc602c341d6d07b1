import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Guard } from "./address-guard.ts";
import { FetchFailure, NoAnswer } from "./failure.ts";

/** The version in package.json, held equal by a test: reading that file would bundle it into every function. */
export const VERSION = "0.1.0";

/** Interim answers (1xx) to one request. One or two are usual; each costs far more time than its bytes. */
const INTERIMS_MAX = 100;

/** Sends one GET, or with a body one POST, and resolves with the response's head. Rejects for errors of the network. */
export type SendRequest = (
  url: URL,
  headers: Headers,
  signal: AbortSignal,
  body?: Uint8Array,
) => Promise<IncomingMessage>;

export type Headers = Readonly<Record<string, string>>;

export interface Requests {
  /** Returns a sender; `plainHttp` is true for a system whose feeds are plain http:. */
  readonly sending: (plainHttp: boolean) => SendRequest;
  /** Closes the connections that are kept open. */
  readonly close: () => void;
}

interface Limits {
  readonly connectTimeoutMs: number;
  /** Of all that a server may send to one request, the head included. */
  readonly bytesMax: number;
}

/**
 * Keeps a separate pool of connections for each lookup of the guard and each protocol. A kept connection is reused
 * without a lookup, so it must not serve a request that another lookup should check.
 */
export function createRequests(guard: Guard, limits: Limits): Requests {
  const https = endingTalkers(new HttpsAgent({ keepAlive: true }));
  const loopbackHttp = endingTalkers(new HttpAgent({ keepAlive: true }));
  const publicHttp = endingTalkers(new HttpAgent({ keepAlive: true }));
  const sending =
    (plainHttp: boolean): SendRequest =>
    async (url, headers, signal, body) => {
      guard.check(url, plainHttp);
      const secure = url.protocol === "https:";
      const kept = secure ? https : plainHttp ? publicHttp : loopbackHttp;
      const options: RequestOptions = {
        method: body === undefined ? "GET" : "POST",
        // Nobody knows whether a POST arrived on a kept connection that is lost, so each has a new one.
        agent: body === undefined ? kept : false,
        lookup: secure || plainHttp ? guard.lookupPublic : guard.lookupLoopback,
        headers,
        signal,
      };
      return sendOnce(url, options, limits, body).catch((error: unknown) => {
        // The server closed or spoilt a kept connection before it was reused: only a new one shows what it answers.
        if (error instanceof LostKeptConnection) return sendOnce(url, options, limits);
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

/**
 * Settles whatever the server does, but for silence, which the caller's signal ends. Rejects once the server has sent
 * more than `bytesMax`, whatever it is: empty lines and the sizes of chunks may go on for ever too.
 */
function sendOnce(
  url: URL,
  options: RequestOptions,
  { connectTimeoutMs, bytesMax }: Limits,
  body?: Uint8Array,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const secure = url.protocol === "https:";
    const request = secure ? httpsRequest(url, options) : httpRequest(url, options);
    const fail = (error: NodeJS.ErrnoException) => {
      const lost = request.reusedSocket && isOfTheConnection(error);
      reject(lost ? new LostKeptConnection("the server ended the connection", { cause: error }) : error);
    };
    request.on("socket", (socket) => {
      limitConnecting(socket, secure, connectTimeoutMs);
      let bytes = 0;
      const count = (some: Buffer) => {
        bytes += some.length;
        if (bytes > bytesMax) socket.destroy(new FetchFailure(`it sends more than ${bytesMax} bytes`));
      };
      socket.on("data", count);
      request.once("close", () => socket.off("data", count));
    });
    let interims = 0;
    request.on("information", () => {
      interims += 1;
      if (interims > INTERIMS_MAX) request.destroy(new FetchFailure("it sends interim answers without end"));
    });
    request.on("response", resolve);
    // Node reports an answer 101 in no other way: without a listener the request would neither fail nor be answered.
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      if (request.reusedSocket) reject(new LostKeptConnection("the server switched protocols"));
      resolve(response);
    });
    request.on("error", fail);
    request.on("close", () => reject(new FetchFailure("the server ended the connection without an answer")));
    request.end(body);
  });
}

/** HPE: what came was no HTTP, such as the rest of an earlier answer. */
function isOfTheConnection({ code = "" }: NodeJS.ErrnoException): boolean {
  return code === "ECONNRESET" || code === "EPIPE" || code.startsWith("HPE_");
}

/** Ends a kept connection on which the server goes on talking: its words would be read as the next answer. */
function endingTalkers<Kind extends HttpAgent>(agent: Kind): Kind {
  const end = function (this: Duplex) {
    this.destroy();
  };
  const { keepSocketAlive, reuseSocket } = HttpAgent.prototype;
  agent.keepSocketAlive = (socket) => {
    socket.once("data", end);
    return keepSocketAlive.call(agent, socket);
  };
  agent.reuseSocket = (socket, request) => {
    socket.off("data", end);
    reuseSocket.call(agent, socket, request);
  };
  return agent;
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
