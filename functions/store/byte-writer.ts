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

  /** Writes the length in bytes of UTF-8, and the text. */
  writeText(text: string): void {
    this.#makeRoomFor(NUMBER_BYTES_MAX + text.length);
    const from = this.#length;
    this.#length = writeAt(this.#bytes, from, text.length);
    for (let place = 0; place < text.length; place++) {
      const code = text.charCodeAt(place);
      if (code > 127) {
        this.#length = from;
        this.writeBytes(Buffer.from(text));
        return;
      }
      this.#bytes[this.#length++] = code;
    }
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
      while (values[end] === value) end++;
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
export const NUMBER_BYTES_MAX = 10;

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
