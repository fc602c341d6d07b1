import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach } from "vitest";

export interface FeedServer {
  readonly url: string;
  readonly requests: IncomingMessage[];
  /** The number of connections opened so far. */
  readonly connections: () => number;
}

const running: Server[] = [];

/** An HTTP server on a free loopback port; it closes when the test ends. */
export async function serve(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<FeedServer> {
  const requests: IncomingMessage[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    requests.push(request);
    answer(request, response);
  });
  server.on("connection", () => {
    connections += 1;
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  running.push(server);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, requests, connections: () => connections };
}

/** Answers each path with its text, and other paths with 404. */
export function servePages(pages: Readonly<Record<string, string>>): Promise<FeedServer> {
  return serve((request, response) => {
    const page = pages[(request.url ?? "").split("?")[0] ?? ""];
    response.statusCode = page === undefined ? 404 : 200;
    response.end(page ?? "404 Not Found");
  });
}

afterEach(async () => {
  for (const server of running.splice(0)) {
    const closed = new Promise((done) => server.close(done));
    server.closeAllConnections();
    await closed;
  }
});
