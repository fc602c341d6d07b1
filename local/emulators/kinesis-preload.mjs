// Loaded into kinesis-local before it starts, which would otherwise listen on all interfaces, answer every web page and
// outlive its parent.
import "../lambda/lifeline.mjs";
import { randomUUID } from "node:crypto";
import { Server } from "node:net";

const LOOPBACK = "127.0.0.1";
/** What a connection begins with, in bytes; kinesis-local sees only connections that do, and what follows. */
const secret = Buffer.from(process.env.KINESIS_LOCAL_SECRET ?? randomUUID(), "latin1");
const { emit, listen } = Server.prototype;

Server.prototype.emit = function emitToThoseWhoKnow(event, ...given) {
  if (event !== "connection") return emit.call(this, event, ...given);
  const [socket] = given;
  const pass = () => {
    const begun = socket.read(secret.length);
    if (begun === null) return;
    socket.off("readable", pass);
    if (begun.equals(secret)) emit.call(this, event, socket);
    else socket.destroy();
  };
  socket.on("error", () => {});
  socket.on("readable", pass);
  return true;
};

Server.prototype.listen = function listenOnLoopback(...given) {
  const [port, ...rest] = given;
  if (typeof port !== "number") return listen.apply(this, given);
  const callbacks = rest.filter((argument) => typeof argument === "function");
  return listen.call(this, { port, host: LOOPBACK }, ...callbacks);
};
