import type { IncomingMessage } from "node:http";
import { setImmediate } from "node:timers/promises";
import { FetchFailure } from "../http/failure.ts";
import { decodedBody } from "./body-decoding.ts";
import type { Decoded } from "./charset.ts";
import { Places } from "./places.ts";

export interface BodyLimits {
  /** Limits the body as it comes over the wire. */
  readonly wireBytesMax: number;
  /** Limits the decoded body: a small body may grow a thousandfold. */
  readonly bodyBytesMax: number;
  /** How long a larger body may take to come once another waits for its place. */
  readonly comingMsMax: number;
}

/** Reads a response to its end and decodes it. Rejects with FetchFailure as soon as a limit is exceeded. */
export type ReadBody = (response: IncomingMessage, signal: AbortSignal) => Promise<Decoded>;

/**
 * Up to here a body needs no place, on the wire or decoded: packed feeds are smaller, and all lanes at once may hold
 * as much.
 */
const SMALL_BYTES_MAX = 256_000;
/** Most large feeds are smaller than this on the wire, so that many of a slow network may come in at once. */
const MEDIUM_BYTES_MAX = 2_000_000;
const MEDIUM_AT_ONCE = 12;
/** Larger bodies that come in at once, and bodies that are unpacked at once: parsing follows before the next one. */
const LARGE_AT_ONCE = 2;
const UNPACKED_AT_ONCE = 1;

/** Returns a reader whose bodies together take a bounded amount of memory, however many come at once. */
export function bodyReader({ wireBytesMax, bodyBytesMax, comingMsMax }: BodyLimits): ReadBody {
  const medium = new Places(MEDIUM_AT_ONCE, comingMsMax);
  const large = new Places(LARGE_AT_ONCE, comingMsMax);
  const unpacking = new Places(UNPACKED_AT_ONCE, comingMsMax);

  const unpacked = async (wire: Buffer, { headers }: IncomingMessage, signal: AbortSignal) => {
    if (wire.length <= SMALL_BYTES_MAX) {
      const small = await decodedBody(wire, headers, Math.min(SMALL_BYTES_MAX, bodyBytesMax));
      if (small !== "too long") return small;
    }
    return unpacking.within(signal, async () => {
      // In a turn of its own: time-outs and other answers are heard between two bodies that are costly to parse.
      await setImmediate();
      const body = await decodedBody(wire, headers, bodyBytesMax);
      if (body === "too long") throw tooLong("decoded body", bodyBytesMax);
      return body;
    });
  };

  return async (response, signal) => {
    if (Number(response.headers["content-length"] ?? 0) > wireBytesMax) throw tooLong("body", wireBytesMax);
    const wire = new Wire(response, wireBytesMax);
    await wire.read(SMALL_BYTES_MAX);
    if (wire.isWhole) return unpacked(wire.take(), response, signal);
    const giveUp = () => response.destroy(new FetchFailure("its body came too slowly, while others waited"));
    // A larger body keeps its medium place: what has come of it takes memory while it waits.
    return medium.within(signal, async (late) => {
      late.addEventListener("abort", giveUp, { once: true });
      await wire.read(MEDIUM_BYTES_MAX);
      if (wire.isWhole) return unpacked(wire.take(), response, signal);
      return large.within(AbortSignal.any([signal, late]), async (tooLate) => {
        tooLate.addEventListener("abort", giveUp, { once: true });
        await wire.read(wireBytesMax);
        return unpacked(wire.take(), response, signal);
      });
    });
  };
}

/** The bytes of a response, read in parts. */
class Wire {
  isWhole = false;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #bytesMax: number;
  #read: Buffer[] = [];
  #bytes = 0;

  constructor(response: IncomingMessage, bytesMax: number) {
    this.#chunks = (response as AsyncIterable<Buffer>)[Symbol.asyncIterator]();
    this.#bytesMax = bytesMax;
  }

  /** Reads on until there are more than `bytes`, or to the end. */
  async read(bytes: number): Promise<void> {
    while (!this.isWhole && this.#bytes <= bytes) {
      const { value, done } = await this.#chunks.next();
      this.isWhole = done === true;
      if (this.isWhole) return;
      this.#bytes += value.length;
      if (this.#bytes > this.#bytesMax) throw tooLong("body", this.#bytesMax);
      this.#read.push(value);
    }
  }

  /** Returns what was read, and keeps nothing of it. */
  take(): Buffer {
    const wire = Buffer.concat(this.#read, this.#bytes);
    this.#read = [];
    return wire;
  }
}

function tooLong(what: string, bytesMax: number): FetchFailure {
  return new FetchFailure(`the ${what} is longer than ${bytesMax} bytes`);
}
