/** Bytes that grow as they are written: whole numbers in base 128 (small ones in one byte), runs, lists. */
export class ByteWriter {
  #bytes = new Uint8Array(4_096);
  #length = 0;

  /** A whole number from 0 to 2^53, seven bits a byte, lowest first. */
  writeNumber(value: number): void {
    if (this.#length + 10 > this.#bytes.length) this.#grow();
    let rest = value;
    while (rest > 127) {
      this.#bytes[this.#length++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.#bytes[this.#length++] = rest;
  }

  /** A whole number of either sign: 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4. */
  writeSigned(value: number): void {
    this.writeNumber(value < 0 ? -2 * value - 1 : 2 * value);
  }

  /** A column in which the same value often repeats: pairs of length and value. */
  writeRuns(values: readonly number[]): void {
    let start = 0;
    while (start < values.length) {
      const value = values[start] ?? 0;
      let end = start + 1;
      while (end < values.length && values[end] === value) end++;
      this.writeNumber(end - start);
      this.writeNumber(value);
      start = end;
    }
  }

  bytes(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  #grow(): void {
    const larger = new Uint8Array(this.#bytes.length * 2);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads what a ByteWriter wrote. Throws a RangeError past the end. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  readNumber(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.#bytes[this.#position++];
      if (byte === undefined) throw new RangeError("packed state ends too early");
      if (byte < 128) return value + byte * factor;
      value += (byte - 128) * factor;
      factor *= 128;
    }
  }

  readSigned(): number {
    const value = this.readNumber();
    return value % 2 === 1 ? -(value + 1) / 2 : value / 2;
  }

  readRuns(count: number): number[] {
    const values = new Array<number>(count).fill(0);
    let filled = 0;
    while (filled < count) {
      const length = this.readNumber();
      const value = this.readNumber();
      if (length === 0 || filled + length > count) throw new RangeError("packed state has a bad run");
      if (value !== 0) values.fill(value, filled, filled + length);
      filled += length;
    }
    return values;
  }
}
