import { once } from "node:events";
import { Server as HttpServer } from "node:http";
import { createServer, type Server } from "node:net";
import { messageOf } from "../../functions/core/messages.ts";
import { guardFromPages } from "./page-guard.ts";

export const LOOPBACK = "127.0.0.1";

/**
 * Listens on loopback and returns the port; 0 asks for any free one. Every local service listens by this function, so
 * none answers a web page. Throws one sentence when the port is taken or not allowed.
 */
export async function listenOnLoopback(server: Server, port: number): Promise<number> {
  if (server instanceof HttpServer) guardFromPages(server);
  try {
    server.listen(port, LOOPBACK);
    await once(server, "listening");
  } catch (cause) {
    throw new Error(failureText(port, cause), { cause });
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : port;
}

function failureText(port: number, cause: unknown): string {
  const code = cause instanceof Error && "code" in cause ? cause.code : null;
  if (code === "EADDRINUSE") {
    return `port ${port} on ${LOOPBACK} is taken by another program: expected a free one, or 0 for any`;
  }
  return `cannot listen on ${LOOPBACK}:${port}: ${messageOf(cause)}`;
}

/** Closes the server and its open connections; settles when it has ended. */
export async function closeAtOnce(server: HttpServer): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeAllConnections();
  await closed;
}

/** Finds different ports that were free a moment ago, for programs that cannot ask for a free one. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  // All are held until all are known: a port that was given back could be given out twice.
  const ports = await Promise.all(servers.map((server) => listenOnLoopback(server, 0)));
  await Promise.all(servers.map((server) => new Promise((closed) => server.close(closed))));
  return ports;
}
