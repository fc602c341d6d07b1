import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeAtOnce, LOOPBACK, listenOnLoopback } from "../emulators/ports.ts";

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, without a slash at the end. */
  readonly origin: string;
  /** Closes open connections too. */
  close(): Promise<void>;
}

/** Starts an HTTP server at a free port that only this machine reaches. */
export async function serveOnLoopback(
  answer: (request: IncomingMessage, response: ServerResponse, url: URL) => void,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const { method, url: target = "/" } = request;
    const url = `http://loopback${target}`;
    if (!target.startsWith("/") || !URL.canParse(url)) response.writeHead(400).end();
    else if (method !== "GET" && method !== "HEAD") response.writeHead(405, { allow: "GET, HEAD" }).end();
    else answer(request, response, new URL(url));
  });
  const port = await listenOnLoopback(server, 0);
  return { origin: `http://${LOOPBACK}:${port}`, close: () => closeAtOnce(server) };
}
