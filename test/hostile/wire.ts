import type { Socket } from "node:net";

/** One request's connection, as a hostile server uses it. */
export interface Wire {
  readonly socket: Socket;
  /** The honest body of the file that was asked for. */
  readonly body: string;
  readonly path: string;
  /** The address of the server, without a path. */
  readonly origin: string;
  /** Says that nothing more comes: the request can only end by its deadline. */
  readonly hang: () => void;
}

export type Answer = (wire: Wire) => void;

/** What a server does in place of an honest answer, and what becomes of the poll. */
export interface HostileServer {
  readonly name: string;
  readonly answer: Answer;
  /** `good` where the honest body can be read all the same; `either` where versions of Node differ, or may. */
  readonly poll: "good" | "failed" | "either";
}

export function failing(name: string, answer: Answer): HostileServer {
  return { name, answer, poll: "failed" };
}

/** A server that does what is odd, and is understood. */
export function odd(name: string, answer: Answer): HostileServer {
  return { name, answer, poll: "good" };
}

export function either(name: string, answer: Answer): HostileServer {
  return { name, answer, poll: "either" };
}

/** Sends the bytes and leaves the connection open. */
export function says(bytes: string | Buffer | ((wire: Wire) => string | Buffer)): Answer {
  return (wire) => {
    wire.socket.write(typeof bytes === "function" ? bytes(wire) : bytes);
  };
}

/** Sends the bytes and ends the connection. */
export function saysAndEnds(bytes: string | Buffer | ((wire: Wire) => string | Buffer)): Answer {
  return (wire) => {
    wire.socket.end(typeof bytes === "function" ? bytes(wire) : bytes);
  };
}

/** Sends the bytes and nothing more, so that only the deadline ends the request. */
export function saysAndHangs(bytes: string | Buffer | ((wire: Wire) => string | Buffer)): Answer {
  return (wire) => {
    says(bytes)(wire);
    wire.hang();
  };
}

export function saysAndResets(bytes: string | Buffer | ((wire: Wire) => string | Buffer)): Answer {
  return (wire) => {
    wire.socket.write(typeof bytes === "function" ? bytes(wire) : bytes, () => wire.socket.resetAndDestroy());
  };
}

/** Repeats the bytes for as long as the connection lives. */
export function repeats(start: string, bytes: string | Buffer): Answer {
  return (wire) => {
    const { socket } = wire;
    socket.write(start);
    const more = () => {
      if (socket.destroyed) return;
      if (socket.write(bytes)) setImmediate(more);
      else socket.once("drain", more);
    };
    more();
  };
}

/** Sends the bytes one at a time, and hangs at their end if not told otherwise. */
export function drips(bytes: string, atEnd: Answer = ({ hang }) => hang()): Answer {
  return (wire) => {
    let sent = 0;
    const more = () => {
      if (wire.socket.destroyed) return;
      wire.socket.write(bytes.charAt(sent++));
      if (sent < bytes.length) setImmediate(more);
      else atEnd(wire);
    };
    more();
  };
}

/** An answer 200 with these header lines and the honest body behind them. */
export function ok(lines: readonly string[] = [], status = "HTTP/1.1 200 OK"): (wire: Wire) => string {
  return ({ body }) => {
    const head = [status, ...lines, `content-length: ${Buffer.byteLength(body)}`].join("\r\n");
    return `${head}\r\n\r\n${body}`;
  };
}

/** A head with these lines, and a body of any bytes. */
export function raw(lines: readonly string[], body: string | Buffer = ""): Buffer {
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), Buffer.from(body)]);
}

/** An answer 200 with header lines, and a body whose length it tells. */
export function page(body: string | Buffer, ...lines: string[]): Buffer {
  return raw(["HTTP/1.1 200 OK", ...lines, `content-length: ${Buffer.byteLength(body)}`], body);
}

/** A whole answer in chunks: each one is a text between its size and its end. */
export function chunked(body: string, ...lines: string[]): string {
  const size = Buffer.byteLength(body).toString(16);
  return `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join("")}transfer-encoding: chunked\r\n\r\n${size}\r\n${body}\r\n0\r\n\r\n`;
}
