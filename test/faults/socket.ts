import type { LookupAddress } from "node:dns";
import { Agent } from "node:https";
import type { LookupFunction } from "node:net";
import { Duplex } from "node:stream";

/** Names that end so belong to the simulation; no real name does. */
export const SIMULATED_DOMAIN = ".feeds.example";

/** The other end of a connection. */
export interface FarEnd {
  /** Later calls the socket's `connected`, destroys the socket, or does neither. */
  connect(socket: SimulatedSocket): void;
  /** Receives a whole request: the path, and the header fields by lower-case name. */
  take(socket: SimulatedSocket, path: string, fields: ReadonlyMap<string, string>): void;
}

/** The address of a simulated name. */
export interface SimulatedAddress extends LookupAddress {
  readonly farEnd: FarEnd;
}

const END_OF_HEAD = "\r\n\r\n";

/** A connection as node:https sees it, TLS included. Like a real one it resolves its name by the agent's look-up. */
export class SimulatedSocket extends Duplex {
  readonly host: string;
  /** The number of requests it has carried. */
  requests = 0;
  connecting = true;
  readonly timeout = 0;
  #farEnd: FarEnd | null = null;
  #written = "";

  constructor(host: string, lookup: LookupFunction) {
    super({ allowHalfOpen: false });
    this.host = host;
    lookup(host, { all: true }, (error, addresses) => {
      if (this.destroyed) return;
      if (error !== null) {
        this.destroy(error);
        return;
      }
      this.#farEnd = (addresses as unknown as readonly SimulatedAddress[])[0]?.farEnd ?? null;
      this.#farEnd?.connect(this);
    });
  }

  connected(): void {
    if (this.destroyed) return;
    this.connecting = false;
    this.emit("connect");
    this.emit("secureConnect");
    this.#takeRequest();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.#written += chunk.toString("latin1");
    done();
    this.#takeRequest();
  }

  override _read(): void {}

  setTimeout(): this {
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  #takeRequest(): void {
    const end = this.#written.indexOf(END_OF_HEAD);
    if (this.connecting || end === -1) return;
    const [first = "", ...lines] = this.#written.slice(0, end).split("\r\n");
    this.#written = this.#written.slice(end + END_OF_HEAD.length);
    const fields = lines.map((line): [string, string] => {
      const [name = "", value = ""] = line.split(/: (.*)/s);
      return [name.toLowerCase(), value];
    });
    this.#farEnd?.take(this, first.split(" ")[1] ?? "", new Map(fields));
    this.requests++;
  }
}

interface Connecting {
  readonly host?: string;
  readonly lookup?: LookupFunction;
}

type CreateConnection = (this: Agent, options: Connecting, answer: unknown) => unknown;

/** From now on agents connect to the simulation for simulated names. */
const agents = Agent.prototype as unknown as { createConnection: CreateConnection };
const connectForReal = agents.createConnection;
agents.createConnection = function connect(options, answer) {
  const { host, lookup } = options;
  if (lookup === undefined || host?.endsWith(SIMULATED_DOMAIN) !== true) {
    return connectForReal.call(this, options, answer);
  }
  return new SimulatedSocket(host, lookup);
};
