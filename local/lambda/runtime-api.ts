import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { answerJson } from "../emulators/json-answer.ts";
import { closeAtOnce, LOOPBACK, listenOnLoopback } from "../emulators/ports.ts";
import { BodyTooLarge, readBody } from "../emulators/request-body.ts";
import { type Failure, failure, type InvocationError, type Outcome } from "./invocation.ts";

/** The limit of an answer in bytes, as in Lambda. */
export const PAYLOAD_BYTES_MAX = 6_291_556;

const ROUTES =
  /^\/2018-06-01\/runtime\/(?:invocation\/(next)|invocation\/([^/]+)\/(response|error)|init\/(error))$/;

/** An invocation as the runtime receives it. `deadlineAt` is in milliseconds since the epoch. */
export interface Invocation {
  readonly requestId: string;
  /** The event, as JSON. */
  readonly event: string;
  readonly deadlineAt: number;
  readonly functionArn: string;
  readonly traceId: string;
}

/** Ready, or the reason why it will never be. */
export type InitOutcome = { readonly status: "ready" } | Failure;

interface Running {
  readonly invocation: Invocation;
  readonly settle: (outcome: Outcome) => void;
}

/**
 * The Runtime API of one execution environment: the process inside asks for the next invocation, waits until there is
 * one, and posts its result.
 */
export class RuntimeApi {
  /** Settles at the first `next`, or at an init error. */
  readonly init: Promise<InitOutcome>;
  /**
   * Host, port and a secret path, for AWS_LAMBDA_RUNTIME_API: clients put `http://` before it and the API's own path
   * behind it. Without the secret, any program here could take an invocation away.
   */
  readonly address: string;
  readonly #secretPath = `/${randomUUID()}`;
  readonly #server: Server;
  #settleInit: (outcome: InitOutcome) => void = () => {};
  /** The response to a `next` that waits for an invocation. */
  #parked: ServerResponse | null = null;
  #running: Running | null = null;

  static async start(): Promise<RuntimeApi> {
    const server = createServer();
    // An environment may be idle for hours, and its connection must stay open.
    server.keepAliveTimeout = 0;
    return new RuntimeApi(server, await listenOnLoopback(server, 0));
  }

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.address = `${LOOPBACK}:${port}${this.#secretPath}`;
    this.init = new Promise((resolve) => {
      this.#settleInit = resolve;
    });
    server.on("request", (request, response) => {
      // A connection breaks off when the process inside ends, which is noticed elsewhere.
      this.#route(request, response).catch(() => response.destroy());
    });
  }

  /** Passes the invocation to the process inside. Settles with its answer, or never when there is none. */
  invoke(invocation: Invocation): Promise<Outcome> {
    return new Promise((settle) => {
      this.#running = { invocation, settle };
      this.#handOver();
    });
  }

  close(): Promise<void> {
    return closeAtOnce(this.#server);
  }

  async #route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? "";
    const path = url.startsWith(this.#secretPath) ? url.slice(this.#secretPath.length) : "";
    const [, next, requestId, ending, init] = ROUTES.exec(path) ?? [];
    if (request.method === "GET" && next !== undefined) return this.#park(response);
    if (request.method === "POST" && init !== undefined) return this.#failInit(request, response);
    if (request.method === "POST" && requestId !== undefined) {
      return this.#finish(request, response, requestId, ending === "error");
    }
    answerJson(response, 404, {
      errorType: "InvalidRoute",
      errorMessage: `the Runtime API has no ${request.method} ${request.url}`,
    });
  }

  #park(response: ServerResponse): void {
    this.#parked = response;
    this.#settleInit({ status: "ready" });
    this.#handOver();
  }

  #handOver(): void {
    if (this.#parked === null || this.#running === null) return;
    const { requestId, event, deadlineAt, functionArn, traceId } = this.#running.invocation;
    this.#parked.writeHead(200, {
      "Content-Type": "application/json",
      "Content-Length": Buffer.byteLength(event),
      "Lambda-Runtime-Aws-Request-Id": requestId,
      "Lambda-Runtime-Deadline-Ms": String(deadlineAt),
      "Lambda-Runtime-Invoked-Function-Arn": functionArn,
      "Lambda-Runtime-Trace-Id": traceId,
    });
    this.#parked.end(event);
    this.#parked = null;
  }

  async #failInit(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const error = await readJson(request);
    this.#settleInit({ status: "init-error", error: error as InvocationError });
    answerJson(response, 202, { status: "OK" });
  }

  async #finish(
    request: IncomingMessage,
    response: ServerResponse,
    requestId: string,
    isError: boolean,
  ): Promise<void> {
    const outcome = await readOutcome(request, isError);
    const running = this.#running;
    if (running === null || running.invocation.requestId !== requestId) {
      const errorMessage = `request ${requestId} is not the one that runs`;
      answerJson(response, 400, { errorType: "InvalidRequestID", errorMessage });
      return;
    }
    this.#running = null;
    answerJson(response, 202, { status: "OK" });
    running.settle(outcome);
  }
}

async function readOutcome(request: IncomingMessage, isError: boolean): Promise<Outcome> {
  try {
    const body = await readJson(request);
    return isError
      ? { status: "error", error: body as InvocationError }
      : { status: "success", payload: body };
  } catch (thrown) {
    if (!(thrown instanceof BodyTooLarge)) throw thrown;
    const message = `the response is larger than the ${PAYLOAD_BYTES_MAX} bytes that Lambda takes`;
    return failure("error", "Function.ResponseSizeTooLarge", message);
  }
}

/** Reads what bootstrap.mjs writes, which is JSON whatever the handler does. */
async function readJson(request: IncomingMessage): Promise<unknown> {
  return JSON.parse((await readBody(request, PAYLOAD_BYTES_MAX)).toString("utf8"));
}
