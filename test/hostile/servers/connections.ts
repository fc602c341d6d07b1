import { type Answer, chunked, either, failing, type HostileServer, odd, ok, says } from "../wire.ts";

/**
 * Bytes behind the answer, on a connection that is kept for the next request. Bytes that are an answer by themselves are
 * not here: whoever writes them to the connection answers for the host.
 */
const poison =
  (bytes: string): Answer =>
  (wire) => {
    wire.socket.write(ok()(wire), () => setImmediate(() => wire.socket.write(bytes)));
  };

/** What connections do beside answering. */
export const CONNECTIONS: readonly HostileServer[] = [
  odd("says close and stays open", says(ok(["connection: close"]))),
  odd("says keep-alive and closes", ({ socket, ...wire }) =>
    socket.end(ok(["connection: keep-alive"])({ socket, ...wire })),
  ),
  odd("says keep-alive and resets a moment later", (wire) => {
    wire.socket.write(ok()(wire), () => setImmediate(() => wire.socket.destroy()));
  }),
  odd("keeps a connection for no time", says(ok(["keep-alive: timeout=0, max=0", "connection: keep-alive"]))),
  odd("keeps a connection for ever", says(ok(["keep-alive: timeout=99999999999, max=-1"]))),
  either("sends garbage behind its answer", poison("garbage\r\n\r\n")),
  either(
    "switches protocols behind its answer",
    poison("HTTP/1.1 101 S\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n"),
  ),
  either("sends an interim answer behind its answer", poison("HTTP/1.1 103 Early Hints\r\n\r\n")),
  either("sends 16 MB behind its answer", poison("x".repeat(16_000_000))),
  either("sends an empty line behind its answer", poison("\r\n")),
  either("sends a last chunk behind chunks", (wire) => {
    wire.socket.write(chunked(wire.body), () => setImmediate(() => wire.socket.write("0\r\n\r\n")));
  }),
  failing("hangs", ({ hang }) => hang()),
  failing("stops reading and hangs", ({ socket, hang }) => {
    socket.pause();
    hang();
  }),
  failing("ends its half and hangs", ({ socket, hang }) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n");
    hang();
  }),
  failing("ends the connection", ({ socket }) => socket.end()),
  failing("destroys the connection", ({ socket }) => socket.destroy()),
  failing("resets the connection", ({ socket }) => socket.resetAndDestroy()),
  failing("ends the connection again and again", ({ socket }) => socket.end("\r\n")),
];
