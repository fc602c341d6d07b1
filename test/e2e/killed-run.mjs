// `npm start` that kills its whole process group, itself included, at one moment: when the nth answer of a kind to
// the tables has been given. It listens to the table server in this very process, so nothing of what is tested
// knows of it. Words: the kind, n, then those of npm start.
import { Server } from "node:http";

const isOf = (table, body) => body.includes(`"TableName":"stationwatch-${table}"`);

const MOMENTS = {
  /** The state with its effects is saved, and nothing of it is flushed. */
  commit: (target, body) => target === "PutItem" && body.includes('"item":{"S":"state"}'),
  /** Some of the effects are flushed, the others not. */
  flush: (target, body) => isOf("alerts", body) && (target === "PutItem" || target === "UpdateItem"),
  /** A poller has its lease and nothing else. */
  lease: (target, body) => isOf("polls", body) && target === "UpdateItem",
  /** A record is on the stream and the poller's memory saved. */
  poll: (target, body) => isOf("polls", body) && target === "PutItem",
  /** The detector has read a state. */
  load: (target, body) => target === "GetItem" && body.includes('"item":{"S":"state"}'),
};

const [kind, count, ...words] = process.argv.slice(2);
const isMoment = MOMENTS[kind];
if (isMoment === undefined) throw new Error(`"${kind}" is no moment, expected ${Object.keys(MOMENTS).join(", ")}`);

let left = Number(count);
const { emit } = Server.prototype;
Server.prototype.emit = function (event, ...rest) {
  if (event === "request") watch(...rest);
  return emit.call(this, event, ...rest);
};

function watch(request, response) {
  const target = /^DynamoDB_\d+\.(\w+)$/.exec(String(request.headers["x-amz-target"]))?.[1];
  // What dynalite is handed is a stand-in that has the body, not the connection: each request is seen once.
  if (target === undefined || request.socket === undefined) return;
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  response.on("finish", () => {
    if (response.statusCode !== 200 || !isMoment(target, Buffer.concat(chunks).toString("utf8"))) return;
    if (--left === 0) process.kill(0, "SIGKILL");
  });
}

process.argv.splice(2, process.argv.length, ...words);
await import("../../dist/local/start.mjs");
