import type { ResolveAll } from "../../functions/http/address-guard.ts";
import type { Random } from "../../local/city/random.ts";
import type { Answers } from "./answers.ts";
import type { FeedServer, Reply } from "./feed-server.ts";
import type { Mishaps } from "./mishaps.ts";
import type { Caller, Wire } from "./network.ts";
import { type FarEnd, SIMULATED_DOMAIN, type SimulatedAddress, type SimulatedSocket } from "./socket.ts";
import type { VirtualTime } from "./virtual-time.ts";

const PUBLIC = "2a00:1450::1";
const PRIVATE = "10.0.0.7";

export function hostOf(systems: readonly string[], systemId: string): string {
  return `s${systems.indexOf(systemId)}${SIMULATED_DOMAIN}`;
}

/** Everything between fetchers and feeds: names, connections, and bytes that arrive in pieces or not at all. */
export class Internet {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #mishaps: Mishaps;
  readonly #network: Wire;
  readonly #answers: Answers;
  /** Servers by host. */
  readonly #servers = new Map<string, { readonly systemId: string; readonly server: FeedServer }>();

  constructor(time: VirtualTime, random: Random, mishaps: Mishaps, network: Wire, answers: Answers) {
    this.#time = time;
    this.#random = random;
    this.#mishaps = mishaps;
    this.#network = network;
    this.#answers = answers;
  }

  serve(host: string, systemId: string, server: FeedServer): void {
    this.#servers.set(host, { systemId, server });
  }

  /** The name resolver of one container. */
  resolverOf(caller: Caller): ResolveAll {
    return (hostname, _options, answer) => {
      const trouble = this.#mishaps.strike("feed not to be reached") ? this.#random.below(4) : null;
      const isPrivate = trouble === 0 || !this.#servers.has(hostname);
      const farEnd: FarEnd = {
        connect: (socket) => {
          if (isPrivate) this.#answers.accuse(`${caller.name} connects to ${PRIVATE}`);
          if (trouble === 1) return;
          this.#later(caller, () => {
            if (trouble === 2) socket.destroy(networkError("ECONNREFUSED"));
            else socket.connected();
          });
        },
        take: (socket, path, fields) => this.#take(caller, socket, path, fields),
      };
      this.#later(caller, () => {
        if (trouble === 3) answer(networkError("ENOTFOUND"), []);
        else {
          const address: SimulatedAddress = { ...(isPrivate ? LOCAL : GLOBAL), farEnd };
          answer(null, [address]);
        }
      });
    };
  }

  #take(caller: Caller, socket: SimulatedSocket, path: string, fields: ReadonlyMap<string, string>): void {
    const { host } = socket;
    if (socket.requests > 0 && this.#mishaps.strike("kept connection lost", 3)) {
      this.#later(caller, () => socket.destroy(networkError("ECONNRESET")));
      return;
    }
    const served = this.#servers.get(host);
    if (served === undefined) return;
    const { systemId, server } = served;
    const etag = fields.get("if-none-match") ?? null;
    const lastModified = fields.get("if-modified-since") ?? null;
    const asked = { asker: caller.name, systemId, host, path, etag, lastModified };
    // The answer is dropped when the poller has hung up by then.
    this.#network
      .ask(caller, `GET ${host}${path}`, () => (socket.destroyed ? null : server.answer(asked)))
      .then((reply) => {
        if (reply !== null) this.#send(caller, socket, reply);
      });
  }

  #send(caller: Caller, socket: SimulatedSocket, { bytes, ending }: Reply): void {
    const middle = this.#random.chance(0.3) ? this.#random.below(bytes.length) : 0;
    if (middle > 0) socket.push(bytes.subarray(0, middle));
    const rest = () => {
      if (socket.destroyed) return;
      if (bytes.length > middle) socket.push(bytes.subarray(middle));
      if (ending === "ended") socket.push(null);
      if (ending === "reset") socket.destroy(networkError("ECONNRESET"));
    };
    if (middle === 0) rest();
    else this.#later(caller, rest);
  }

  #later(caller: Caller, run: () => void): void {
    this.#time.after(1 + this.#random.below(20), () => {
      if (caller.isAlive) run();
    });
  }
}

const GLOBAL = { address: PUBLIC, family: 6 };
const LOCAL = { address: PRIVATE, family: 4 };

function networkError(code: string): NodeJS.ErrnoException {
  return Object.assign(new Error(code), { code });
}
