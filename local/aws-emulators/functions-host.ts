import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { answerError, answerJson, ServiceError } from "../emulators/json-answer.ts";
import { closeAtOnce, LOOPBACK, listenOnLoopback } from "../emulators/ports.ts";
import { readBody } from "../emulators/request-body.ts";
import type { FunctionSettings } from "../lambda/child-variables.ts";
import { createFunction, type LocalFunction } from "../lambda/function.ts";
import { PAYLOAD_BYTES_MAX } from "../lambda/runtime-api.ts";

/** An event's JSON stands in a string of JSON, which may double its bytes. */
const BODY_BYTES_MAX = 2 * PAYLOAD_BYTES_MAX + 10_000;

export interface FunctionsHost {
  /** Has a secret part, so that no web page can find it. */
  readonly url: string;
  close(): Promise<void>;
}

interface Environment {
  readonly function: LocalFunction;
  /** What the function has printed since its last invocation. */
  readonly lines: string[];
}

/** Runs functions for an emulator that has no Node runtime of its own: PUT, POST (an invocation) and DELETE `/<id>`. */
export async function startFunctionsHost(): Promise<FunctionsHost> {
  const secret = randomUUID();
  const environments = new Map<string, Environment>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, given, id = "", ...rest] = (request.url ?? "").split("/");
    if (given !== secret || rest.length > 0) throw new ServiceError("NotFound", "there is nothing here", 404);
    const body = (await readBody(request, BODY_BYTES_MAX)).toString("utf8");
    answerJson(response, 200, await act(request.method, id, body));
  }

  async function act(method: string | undefined, id: string, body: string): Promise<object> {
    const environment = environments.get(id);
    if (method === "PUT") {
      const lines: string[] = [];
      const settings = JSON.parse(body) as Omit<FunctionSettings, "onLog">;
      const onLog = (line: string) => void lines.push(line);
      environments.set(id, { function: createFunction({ ...settings, onLog }), lines });
      return {};
    }
    if (method === "DELETE") {
      environments.delete(id);
      await environment?.function.close();
      return {};
    }
    if (environment === undefined) throw new ServiceError("NotFound", `no function runs as ${id}`, 404);
    return await invoke(environment, (JSON.parse(body) as { event: string }).event);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => answerError(response, error));
  });
  const port = await listenOnLoopback(server, 0);
  return {
    url: `http://${LOOPBACK}:${port}/${secret}`,
    async close() {
      await closeAtOnce(server);
      await Promise.all([...environments.values()].map((environment) => environment.function.close()));
    },
  };
}

/** Returns the function's answer or error as JSON, and its log as Lambda writes it. */
async function invoke({ function: own, lines }: Environment, event: string): Promise<object> {
  const { status, payload, error, requestId, report } = await own.invoke(JSON.parse(event || "null"));
  const logs = [
    `START RequestId: ${requestId} Version: $LATEST`,
    ...lines.splice(0),
    `END RequestId: ${requestId}`,
    report,
  ];
  const isError = status !== "success";
  return { isError, payload: JSON.stringify(isError ? error : payload), logs: `${logs.join("\n")}\n` };
}
