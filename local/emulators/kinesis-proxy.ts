import {
  Agent,
  type ClientRequestArgs,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request,
  type ServerResponse,
} from "node:http";
import { connect, type NetConnectOpts, type Socket } from "node:net";
import { pipeline } from "node:stream";
import { answerError, ServiceError } from "./json-answer.ts";

/** Headers for one connection only, which a proxy must not pass on. */
const HOP_BY_HOP = new Set(["connection", "expect", "keep-alive", "transfer-encoding"]);
/** Shorter than kinesis-local keeps an idle connection, so that no request uses one that is just being closed. */
const IDLE_MS = 20_000;

/** Begins each connection with the secret that kinesis-preload.mjs expects there. */
export class SecretAgent extends Agent {
  readonly #secret: string;

  constructor(secret: string) {
    super({ keepAlive: true, timeout: IDLE_MS });
    this.#secret = secret;
  }

  override createConnection(options: ClientRequestArgs): Socket {
    const socket = connect(options as NetConnectOpts);
    socket.write(this.#secret, "latin1");
    return socket;
  }
}

/** Passes requests and answers on as streams, without holding either whole. */
export function proxyTo(endpoint: string, agent: Agent) {
  return (incoming: IncomingMessage, response: ServerResponse): void => {
    const options = { agent, method: incoming.method, headers: endToEnd(incoming.headers) };
    const outgoing = request(new URL(incoming.url ?? "/", endpoint), options, (answer) => {
      if (answer.statusCode === 500) {
        answer.resume();
        answerError(response, refusalBy(String(incoming.headers["x-amz-target"])));
        return;
      }
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
  };
}

/**
 * What AWS answers where kinesis-local answers 500 without a body: to a value that it cannot decode. An error of the
 * service would be retried for nothing. Source: the errors of GetRecords and the common errors in Kinesis' API reference.
 */
function refusalBy(target: string): ServiceError {
  return target.endsWith(".GetRecords")
    ? new ServiceError("InvalidArgumentException", "Invalid ShardIterator.")
    : new ServiceError("SerializationException", "a value of the request cannot be decoded");
}

function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
