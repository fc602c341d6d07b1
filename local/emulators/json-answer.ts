import type { ServerResponse } from "node:http";
import { messageOf } from "../../functions/core/messages.ts";

/** An error of the AWS JSON protocols; the SDK turns it into an exception of that name. */
export class ServiceError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.name = "ServiceError";
    this.code = code;
    this.status = status;
  }
}

export function answerJson(response: ServerResponse, status: number, body: object): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    "Content-Type": "application/x-amz-json-1.0",
    "Content-Length": Buffer.byteLength(text),
  });
  response.end(text);
}

/** Answers with an error. One that is not a ServiceError is a bug here: 500, which the SDK retries. */
export function answerError(response: ServerResponse, thrown: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { code, status } = thrown instanceof ServiceError ? thrown : { code: "InternalError", status: 500 };
  answerJson(response, status, { __type: code, message: messageOf(thrown) });
}

/** Returns the JSON object in a request. Throws a ServiceError when the body is not one. */
export function parseInput(body: Buffer): Map<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8") || "{}");
  } catch {
    parsed = null;
  }
  if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
    return new Map(Object.entries(parsed));
  }
  throw new ServiceError("SerializationException", "the request body is no JSON object");
}
