import { COUNT_MAX } from "../core/observation.ts";

/** Collects bytes as they are written: whole numbers in base 128 (small ones in one byte), runs, lists, parts. */
export class ByteWriter {
  #bytes = new Uint8Array(8_192);
  #length = 0;
  #part: ByteWriter | null = null;

  /** Begins anew, in the room that it has. What bytes() gave is then no longer what was written. */
  clear(): void {
    this.#length = 0;
  }

  writeByte(byte: number): void {
    this.#makeRoomFor(1);
    this.#bytes[this.#length++] = byte;
  }

  /** Writes a whole number from 0 to 2^53, seven bits a byte, lowest first. */
  writeNumber(value: number): void {
    this.#makeRoom(1);
    this.#length = writeAt(this.#bytes, this.#length, value);
  }

  /** Writes a whole number of either sign: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4. */
  writeSigned(value: number): void {
    this.writeNumber(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** Writes any number, in eight bytes. */
  writeDouble(value: number): void {
    this.#makeRoomFor(8);
    new DataView(this.#bytes.buffer).setFloat64(this.#length, value);
    this.#length += 8;
  }

  /** Writes the length, and the bytes. */
  writeBytes(bytes: Uint8Array): void {
    this.writeNumber(bytes.length);
    this.#makeRoomFor(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Writes a column of counts; null becomes 0, and 0 becomes 1. */
  writeCounts(values: readonly (number | null)[]): void {
    this.#makeRoom(values.length);
    const bytes = this.#bytes;
    let length = this.#length;
    for (let i = 0; i < values.length; i++) {
      const value = values[i] ?? -1;
      if (value < 127) bytes[length++] = value + 1;
      else length = writeAt(bytes, length, value + 1);
    }
    this.#length = length;
  }

  /** Writes a column in which values often repeat, as pairs of run length and value. */
  writeRuns(values: readonly number[]): void {
    this.#makeRoom(2 * values.length);
    let start = 0;
    while (start < values.length) {
      const value = values[start] ?? 0;
      let end = start + 1;
      while (end < values.length && values[end] === value) end++;
      this.#length = writeAt(this.#bytes, this.#length, end - start);
      this.#length = writeAt(this.#bytes, this.#length, value);
      start = end;
    }
  }

  /** Writes a part: its number, its length in bytes, and the bytes that `write` writes. */
  writePart(number: number, write: (part: ByteWriter) => void): void {
    this.#part ??= new ByteWriter();
    this.#part.#length = 0;
    write(this.#part);
    this.writeNumber(number);
    this.writeBytes(this.#part.bytes());
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Makes room for this many more numbers, whatever their size. */
  #makeRoom(numbers: number): void {
    this.#makeRoomFor(numbers * NUMBER_BYTES_MAX);
  }

  #makeRoomFor(bytes: number): void {
    const needed = this.#length + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** 2^53 takes eight bytes in base 128; two more are for what arithmetic may add. */
const NUMBER_BYTES_MAX = 10;
const FACTOR_MAX = 128 ** (NUMBER_BYTES_MAX - 1);

function writeAt(bytes: Uint8Array, from: number, value: number): number {
  let at = from;
  let rest = value;
  while (rest > 127) {
    bytes[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  bytes[at++] = rest;
  return at;
}

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
