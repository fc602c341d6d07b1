import { messageOf } from "../functions/core/messages.ts";
import { isLoopback } from "./endpoints.ts";
import { BAD_INPUT, FAILED, UserError } from "./user-error.ts";

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "EPIPE",
  "ETIMEDOUT",
  "TimeoutError",
]);

const REFUSED = new Set([
  "AccessDeniedException",
  "ExpiredTokenException",
  "IncompleteSignatureException",
  "InvalidSignatureException",
  "MissingAuthenticationTokenException",
  "UnrecognizedClientException",
]);

/** The parts of a request that name what it was about, for sentences. */
interface Subject {
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, unknown>>;
  readonly StreamName?: string;
  readonly StackName?: string;
  readonly FunctionName?: string;
  readonly QueueUrl?: string;
}

type Next = (request: { input: object }) => Promise<{ response: unknown; output: object }>;

interface Client {
  readonly middlewareStack: {
    add(middleware: (next: Next) => Next, options: { step: "initialize"; priority: "high" }): void;
  };
}

/** Makes the client throw a one-sentence UserError for the errors that a user can do something about; returns it. */
export function explaining<Made extends Client>(client: Made, endpoint: string | null): Made {
  const explained = (next: Next) => async (request: { input: object }) => {
    try {
      return await next(request);
    } catch (error) {
      throw explain(error, request.input as Subject, endpoint) ?? error;
    }
  };
  client.middlewareStack.add(explained, { step: "initialize", priority: "high" });
  return client;
}

/** Returns the UserError for an error; null when its own message is enough or the caller handles it. */
export function explain(error: unknown, subject: Subject, endpoint: string | null): UserError | null {
  const { name = "", code = "" } = error as { name?: string; code?: string };
  const message = messageOf(error);
  const where = endpoint ?? "AWS";
  const failed = (sentence: string) => new UserError(sentence, FAILED, { cause: error });
  const badInput = (sentence: string) => new UserError(sentence, BAD_INPUT, { cause: error });
  if (UNREACHABLE.has(code) || UNREACHABLE.has(name)) {
    const hint = endpoint !== null && isLoopback(endpoint) ? ": is npm start running?" : ` (${code || name})`;
    return failed(`nothing answers at ${where}${hint}`);
  }
  // The SDK throws these for an answer that is not from an AWS service.
  if (error instanceof SyntaxError || message === "UnknownError") {
    return failed(`what answers at ${where} is not ${serviceOf(subject)}`);
  }
  if (name === "ResourceNotFoundException") {
    // A deployed stack gives its tables names of its own.
    const hint = endpoint === null ? ": --stack names a deployed stack" : "";
    return failed(`${missing(subject)} is not there at ${where}${hint}`);
  }
  if (message.startsWith("Region is missing")) {
    const sentence = "no local pipeline runs in this folder and no AWS region is set";
    return badInput(`${sentence}: npm start, AWS_REGION, --region or --endpoint`);
  }
  if (name === "CredentialsProviderError") {
    const sentence = `no credentials for ${where}`;
    return badInput(`${sentence}: set AWS_PROFILE, or AWS_ACCESS_KEY_ID and its secret`);
  }
  return REFUSED.has(name) ? failed(`${where} refused: ${message}`) : null;
}

function serviceOf({ StreamName, StackName, FunctionName, QueueUrl }: Subject): string {
  if (QueueUrl !== undefined) return "SQS";
  if (StackName !== undefined) return "CloudFormation";
  if (FunctionName !== undefined) return "Lambda";
  return StreamName === undefined ? "DynamoDB" : "Kinesis";
}

function missing({ TableName, RequestItems, StreamName, FunctionName }: Subject): string {
  if (FunctionName !== undefined) return `the function "${FunctionName}"`;
  if (StreamName !== undefined) return `the stream "${StreamName}"`;
  return `the table "${TableName ?? Object.keys(RequestItems ?? {})[0] ?? "?"}"`;
}
