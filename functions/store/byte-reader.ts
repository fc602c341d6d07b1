import { COUNT_MAX } from "../core/observation.ts";
import { NUMBER_BYTES_MAX } from "./byte-writer.ts";

const FACTOR_MAX = 128 ** (NUMBER_BYTES_MAX - 1);

/** Reads what a ByteWriter wrote. Throws a RangeError past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  /** What the bytes are, in messages. */
  readonly #what: string;
  #position = 0;

  constructor(bytes: Uint8Array, what = "packed state") {
    this.#bytes = bytes;
    this.#what = what;
  }

  isAtEnd(): boolean {
    return this.#position === this.#bytes.length;
  }

  readNumber(): number {
    let byte = this.#readByte();
    if (byte < 128) return byte;
    let value = 0;
    let factor = 1;
    while (byte >= 128) {
      if (factor > FACTOR_MAX) throw new RangeError(`${this.#what} has a number that never ends`);
      value += (byte - 128) * factor;
      factor *= 128;
      byte = this.#readByte();
    }
    return value + byte * factor;
  }

  readCounts(count: number): (number | null)[] {
    const values = new Array<number | null>(count).fill(null);
    for (let i = 0; i < count; i++) {
      const value = this.readNumber();
      if (value > COUNT_MAX + 1) throw new RangeError(`${this.#what} has the count ${value - 1}`);
      if (value > 0) values[i] = value - 1;
    }
    return values;
  }

  /** Reads how long before `markAt` a time is, and returns the time; both in milliseconds since the epoch. */
  readTimeBefore(markAt: number): number {
    const back = this.readNumber();
    if (back > markAt) throw new RangeError(`${this.#what} has a time ${back} ms before its mark`);
    return markAt - back;
  }

  /** Reads a number that is neither negative nor endless. */
  readDouble(): number {
    const bytes = new Uint8Array(8).map(() => this.#readByte());
    const value = new DataView(bytes.buffer).getFloat64(0);
    if (!Number.isFinite(value) || value < 0) throw new RangeError(`${this.#what} has the number ${value}`);
    return value;
  }

  readSigned(): number {
    const value = this.readNumber();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  /** Reads `count` values of at most `most` each. */
  readRuns(count: number, most: number): number[] {
    const values = new Array<number>(count).fill(0);
    for (let start = 0; start < count; ) {
      const end = start + this.readRunLength(count - start);
      const value = this.readNumber();
      if (value > most) throw new RangeError(`${this.#what} has ${value}, expected at most ${most}`);
      if (value !== 0) values.fill(value, start, end);
      start = end;
    }
    return values;
  }

  /** Returns the length of the next run; `left` is how many values of the column are still to be read. */
  readRunLength(left: number): number {
    const length = this.readNumber();
    if (length === 0 || length > left) throw new RangeError(`${this.#what} has a bad run`);
    return length;
  }

  /** Returns the parts from here to the end, by their numbers. */
  readParts(): Map<number, ByteReader> {
    const parts = new Map<number, ByteReader>();
    while (this.#position < this.#bytes.length) {
      const number = this.readNumber();
      const bytes = this.readBytes();
      if (parts.has(number)) throw new RangeError(`${this.#what} has part ${number} twice`);
      parts.set(number, new ByteReader(bytes, this.#what));
    }
    return parts;
  }

  /** Reads what writeBytes wrote. */
  readBytes(): Uint8Array {
    const length = this.readNumber();
    const from = this.#position;
    if (length > this.#bytes.length - from) throw new RangeError(`${this.#what} ends too early`);
    this.#position += length;
    return this.#bytes.subarray(from, this.#position);
  }

  /** Returns the bytes from here to the end. */
  readRest(): Uint8Array {
    const rest = this.#bytes.subarray(this.#position);
    this.#position = this.#bytes.length;
    return rest;
  }

  /** Throws a RangeError when bytes are left to read. */
  end(): void {
    const left = this.#bytes.length - this.#position;
    if (left > 0) throw new RangeError(`${this.#what} has ${left} bytes left over`);
  }

  #readByte(): number {
    const byte = this.#bytes[this.#position++];
    if (byte === undefined) throw new RangeError(`${this.#what} ends too early`);
    return byte;
  }
}
