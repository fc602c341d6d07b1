// Loaded into kinesis-local before it starts, which would otherwise listen on all interfaces and outlive its parent.
import "../lambda/lifeline.mjs";
import { Server } from "node:net";

const LOOPBACK = "127.0.0.1";
const { listen } = Server.prototype;

Server.prototype.listen = function listenOnLoopback(...given) {
  const [port, ...rest] = given;
  if (typeof port !== "number") return listen.apply(this, given);
  const callbacks = rest.filter((argument) => typeof argument === "function");
  return listen.call(this, { port, host: LOOPBACK }, ...callbacks);
};
