import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { closeAtOnce, LOOPBACK, listenOnLoopback } from "../emulators/ports.ts";

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly origin: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** An HTTP server at a free port that only this machine reaches. */
export async function serveOnLoopback(
  answer: (request: IncomingMessage, response: ServerResponse, url: URL) => void,
): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    const target = request.url ?? "/";
    const url =
      target.startsWith("/") && URL.canParse(`http://loopback${target}`)
        ? new URL(`http://loopback${target}`)
        : null;
    if (url === null) response.writeHead(400).end();
    else if (request.method !== "GET" && request.method !== "HEAD")
      response.writeHead(405, { allow: "GET, HEAD" }).end();
    else answer(request, response, url);
  });
  const taken = await listenOnLoopback(server, 0);
  return {
    origin: `http://${LOOPBACK}:${taken}`,
    close: () => closeAtOnce(server),
  };
}
