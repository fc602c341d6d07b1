// Runs `npm start`, and kills its whole process group, itself included, at one moment: after the answer to the first
// request of a kind to the tables once the tape has reached a time. It observes the table server in this same process,
// so the code under test is unchanged. Arguments: the kind, the time in ISO 8601, the start script, then the arguments
// of npm start. It exits with code 3 when the tape ends first.
import { Server } from "node:http";
import { pathToFileURL } from "node:url";

const [kind, from, startScript, ...words] = process.argv.slice(2);

/** How far polls and commits have come, in the tape's time. */
const reached = { poll: "", commit: "" };

const MOMENTS = {
  /** The state with its effects is saved, and no effect is flushed yet. */
  commit: ({ isState, target, input }) =>
    isState && target === "PutItem" && input.Item.markAt.S >= from && input.Item.pending.S !== "[]",
  /** The first of its effects is flushed, the others are not. */
  flush: ({ table, target }) =>
    reached.commit >= from && table === "alerts" && (target === "PutItem" || target === "UpdateItem"),
  /** A poller has its lease and has done nothing else. */
  lease: ({ table, target }) => reached.poll >= from && table === "polls" && target === "UpdateItem",
  /** A record is on the stream and the poller's memory is saved. */
  poll: ({ table, target }) => reached.poll >= from && table === "polls" && target === "PutItem",
  /** The detector has read a state. */
  load: ({ isState, target }) => reached.poll >= from && isState && target === "GetItem",
};

const isMoment = MOMENTS[kind];
if (isMoment === undefined)
  throw new Error(`"${kind}" is no moment, expected ${Object.keys(MOMENTS).join(", ")}`);

const { emit } = Server.prototype;
Server.prototype.emit = function (event, ...rest) {
  if (event === "request") watch(...rest);
  return emit.call(this, event, ...rest);
};

function watch(request, response) {
  const target = /^DynamoDB_\d+\.(\w+)$/.exec(String(request.headers["x-amz-target"]))?.[1];
  // dynalite is handed a stand-in with the body but no connection; skipping it counts each request once.
  if (target === undefined || request.socket === undefined) return;
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  response.on("finish", () => {
    if (response.statusCode === 200) answered(target, JSON.parse(Buffer.concat(chunks).toString("utf8")));
  });
}

function answered(target, input) {
  const table = String(input.TableName).replace(/^stationwatch-/, "");
  const isState = (input.Item ?? input.Key)?.item?.S === "state";
  const now = input.ExpressionAttributeValues?.[":now"]?.S;
  if (table === "polls" && now !== undefined) reached.poll = now;
  if (isMoment({ table, isState, target, input })) process.kill(0, "SIGKILL");
  if (isState && target === "PutItem") reached.commit = input.Item.markAt.S;
}

process.on("exit", () => {
  process.exitCode ||= 3;
});
process.argv.splice(2, process.argv.length, ...words);
await import(pathToFileURL(startScript).href);
