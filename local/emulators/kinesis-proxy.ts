import {
  Agent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { pipeline } from "node:stream";
import { answerError, ServiceError } from "./json-answer.ts";

/** Headers for one connection only, which a proxy must not pass on. */
const HOP_BY_HOP = new Set(["connection", "expect", "keep-alive", "transfer-encoding"]);
/** Shorter than kinesis-local keeps an idle connection, so that no request uses one that is just being closed. */
const IDLE_MS = 20_000;

/** Passes requests and answers on as streams, without holding either whole. */
export function createProxy(endpoint: string) {
  const agent = new Agent({ keepAlive: true, timeout: IDLE_MS });
  return {
    handle(incoming: IncomingMessage, response: ServerResponse): void {
      const options = { agent, method: incoming.method, headers: endToEnd(incoming.headers) };
      const outgoing = request(new URL(incoming.url ?? "/", endpoint), options, (answer) => {
        response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
        // When either side breaks off, `pipeline` closes the other: there is nothing to add.
        pipeline(answer, response, () => {});
      });
      outgoing.on("error", (error) => {
        const message = `the stream at ${endpoint} does not answer: ${error.message}`;
        answerError(response, new ServiceError("ServiceUnavailable", message, 503));
      });
      response.on("close", () => outgoing.destroy());
      incoming.on("error", () => outgoing.destroy());
      incoming.pipe(outgoing);
    },
    close: () => agent.destroy(),
  };
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
