import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface LoopbackServer {
  /** `http://127.0.0.1:PORT`, without a slash at its end. */
  readonly origin: string;
  /** Ends open connections too. */
  close(): Promise<void>;
}

/** An HTTP server that only this machine reaches; a free port where none is given. Rejects when it is taken. */
export async function listenOnLoopback(
  answer: (request: IncomingMessage, response: ServerResponse, url: URL) => void,
  port = 0,
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
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${taken}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
