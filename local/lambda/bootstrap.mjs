// Runs inside an execution environment: loads the handler, then asks the Runtime API for one invocation after another.
// execution-environment.ts runs it as `node bootstrap.mjs <handler file> [inspector's port]`.
import "./lifeline.mjs";
import { Agent, request } from "node:http";
import { pathToFileURL } from "node:url";

const [, , handlerFile, inspectPort] = process.argv;
const environment = process.env;
const api = new URL(`http://${environment.AWS_LAMBDA_RUNTIME_API}`);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

// A terminal's Ctrl-C reaches the whole process group, but the parent decides when to end.
process.on("SIGINT", () => {});

const handler = await loadHandler();
for (;;) await serve(await call("GET", "/invocation/next"));

async function loadHandler() {
  try {
    if (inspectPort !== undefined) await waitForDebugger(Number(inspectPort));
    const exports = await import(pathToFileURL(handlerFile).href);
    const found = exports.handler ?? exports.default?.handler;
    if (typeof found === "function") return found;
    const message = `${handlerFile} exports no function "handler": expected an async handler`;
    throw named("Runtime.HandlerNotFound", message);
  } catch (thrown) {
    return await endInit(thrown);
  }
}

/** Not --inspect-brk: Node would wait before the lifeline is loaded, and outlive its parent. */
async function waitForDebugger(port) {
  const inspector = await import("node:inspector");
  inspector.open(port, "127.0.0.1", true);
  if (inspector.url() === undefined)
    throw named("Runtime.InspectorFailed", `no debugger can attach at port ${port} of 127.0.0.1`);
}

async function endInit(thrown) {
  const error = describe(thrown);
  process.stderr.write(`ERROR Init Error ${JSON.stringify(error)}\n`);
  await flushed();
  await call("POST", "/init/error", JSON.stringify(error), errorHeaders(error));
  process.exit(1);
}

async function serve({ headers, body }) {
  const requestId = headers["lambda-runtime-aws-request-id"];
  environment._X_AMZN_TRACE_ID = headers["lambda-runtime-trace-id"];
  let answer;
  try {
    // biome-ignore lint/suspicious/noDebugger: an attached debugger stops here, with all sources loaded.
    debugger;
    const result = await handler(JSON.parse(body), contextOf(requestId, headers));
    answer = { path: "response", body: JSON.stringify(result) ?? "null", headers: {} };
  } catch (thrown) {
    const error = describe(thrown);
    answer = { path: "error", body: JSON.stringify(error), headers: errorHeaders(error) };
    process.stderr.write(`ERROR Invoke Error ${answer.body}\n`);
  }
  await flushed();
  await call("POST", `/invocation/${requestId}/${answer.path}`, answer.body, answer.headers);
}

function contextOf(requestId, headers) {
  const deadlineMs = Number(headers["lambda-runtime-deadline-ms"]);
  return {
    awsRequestId: requestId,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: headers["lambda-runtime-invoked-function-arn"],
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadlineMs - Date.now()),
  };
}

function named(name, message) {
  return Object.assign(new Error(message), { name });
}

function describe(thrown) {
  if (!(thrown instanceof Error))
    return { errorType: typeof thrown, errorMessage: String(thrown), stackTrace: [] };
  return {
    errorType: String(thrown.name),
    errorMessage: String(thrown.message),
    stackTrace: String(thrown.stack ?? "")
      .split("\n")
      .slice(1),
  };
}

function errorHeaders(error) {
  // A class name may contain characters that a header must not.
  return { "Lambda-Runtime-Function-Error-Type": encodeURIComponent(error.errorType) };
}

/** Flushes the output before the answer is sent, so that lines can be matched to invocations. */
async function flushed() {
  for (const stream of [process.stdout, process.stderr]) {
    if (stream.writableLength > 0) await new Promise((done) => stream.write("", done));
  }
}

/** Never rejects: it ends the process, since nothing can be done without the Runtime API. */
function call(method, path, body = "", headers = {}) {
  return new Promise((resolve) => {
    const { hostname, port, pathname } = api;
    const base = pathname.replace(/\/$/, "");
    const options = { hostname, port, agent, method, path: `${base}/2018-06-01/runtime${path}`, headers };
    if (method === "POST") options.headers = { ...headers, "Content-Length": Buffer.byteLength(body) };
    const outgoing = request(options, (response) => {
      const chunks = [];
      response.on("data", (chunk) => chunks.push(chunk));
      response.on("error", () => process.exit(1));
      response.on("end", () =>
        resolve({ headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    outgoing.on("error", () => process.exit(1));
    outgoing.end(body);
  });
}
