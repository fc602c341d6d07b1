import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Bus } from "./bus.ts";
import { answerError, answerJson, parseInput, ServiceError } from "./json-answer.ts";
import { closeAtOnce, LOOPBACK, listenOnLoopback } from "./ports.ts";
import type { LocalQueue } from "./queue.ts";
import { readBody } from "./request-body.ts";

export interface GatewayOptions {
  /** The port to listen on; any free one where absent. */
  readonly port?: number;
  /** The servers of tables and stream, in this process: they get their requests without another connection. */
  readonly dynamo: Server;
  readonly kinesis: Server;
  readonly queue: LocalQueue;
  readonly bus: Bus;
}

export interface Gateway {
  readonly endpoint: string;
  close(): Promise<void>;
}

type Route = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** The limit of a PutEvents body in bytes: EventBridge takes 256 KB, and JSON escapes make it longer. */
const EVENTS_BYTES_MAX = 1_048_576;
/** `/service/<service>/operation/<operation>`: the path of the newer protocol, which the emulators do not speak. */
const RPC_PATH = /^\/service\/([^/]+)\/operation\/([^/?]+)/;

/**
 * Starts one endpoint for every service, so that a single AWS_ENDPOINT_URL is enough. The X-Amz-Target header tells the
 * service. Throws one sentence when the port is taken.
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const routes: readonly (readonly [prefix: string, Route])[] = [
    ["DynamoDB_", (request, response) => void options.dynamo.emit("request", request, response)],
    ["Kinesis_", (request, response) => void options.kinesis.emit("request", request, response)],
    ["AmazonSQS.", options.queue.handle],
    ["AWSEvents.", (request, response) => putEvents(options.bus, request, response)],
  ];
  const server = createServer(async (request, response) => {
    try {
      const target = String(request.headers["x-amz-target"] ?? "");
      const [, route] = routes.find(([prefix]) => target.startsWith(prefix)) ?? [];
      if (route === undefined) throw unknownRequest(request, target);
      await route(request, response);
    } catch (thrown) {
      request.resume();
      answerError(response, thrown);
    }
  });
  const port = await listenOnLoopback(server, options.port ?? 0);
  return {
    endpoint: `http://${LOOPBACK}:${port}`,
    close: () => closeAtOnce(server),
  };
}

async function putEvents(bus: Bus, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = String(request.headers["x-amz-target"] ?? "");
  if (target !== "AWSEvents.PutEvents") {
    throw new ServiceError("UnknownOperationException", `the local event bus has no "${target}"`);
  }
  const input = parseInput(await readBody(request, EVENTS_BYTES_MAX));
  answerJson(response, 200, bus.putEvents(Object.fromEntries(input)));
}

function unknownRequest({ method, url }: IncomingMessage, target: string): ServiceError {
  const [, service, operation] = RPC_PATH.exec(url ?? "") ?? [];
  if (service !== undefined) {
    const message = `${service} ${operation} came in the smithy-rpc-v2 protocol: expected AWS JSON, with an X-Amz-Target header`;
    return new ServiceError("UnsupportedProtocol", message, 400);
  }
  const message = `nothing here answers ${method} ${url} with X-Amz-Target "${target}": expected a request to DynamoDB, Kinesis, SQS or EventBridge`;
  return new ServiceError("UnknownOperationException", message, 404);
}
