/**
 * A look at a text before JSON.parse: an estimate of the memory that parsing takes at its peak, which may be sixty
 * times the text. The figures are measured on Node 20 to 26, in bytes; test/feeds/parse-cost.test.ts compares them.
 */
const BRACKET_BYTES = 110;
const VALUE_BYTES = 40;
/** Short texts are looked up in a table that grows: it costs more time than memory. */
const TEXT_BYTES = 20;
/** Of an object whose names, in their order, no object before it had: V8 keeps a description of each such shape. */
const NEW_SHAPE_BYTES = 400;

/** Shapes are told apart by a hash that nobody outside can foresee, so that nobody can hide them behind one another. */
const SEED = Math.floor(Math.random() * 2 ** 31);
const FACTOR = (Math.floor(Math.random() * 2 ** 31) << 1) | 1;
const SHAPE_BITS = 21;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Returns an estimate of the bytes that JSON.parse takes for a text, cut short once it is over `bytesMax`. */
export function parseCostBytes(text: string, bytesMax: number): number {
  const { length } = text;
  const seen = new Uint8Array(2 ** (SHAPE_BITS - 3));
  /** The shape so far of each open object or list. */
  const outer: number[] = [];
  let shape = SEED;
  let name = SEED;
  let bytes = length;
  for (let at = 0; at < length && bytes <= bytesMax; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      name = SEED;
      bytes += TEXT_BYTES;
      for (at++; at < length; at++) {
        const inside = text.charCodeAt(at);
        if (inside === QUOTE) break;
        if (inside === BACKSLASH) at++;
        name = Math.imul(name ^ inside, FACTOR);
        name ^= name >>> 15;
      }
    } else if (code === COMMA) bytes += VALUE_BYTES;
    else if (code === COLON) {
      shape = Math.imul(shape ^ name, FACTOR);
      shape ^= shape >>> 13;
      const bit = shape >>> (32 - SHAPE_BITS);
      const mask = 1 << (bit & 7);
      if (((seen[bit >>> 3] ?? 0) & mask) === 0) {
        seen[bit >>> 3] = (seen[bit >>> 3] ?? 0) | mask;
        bytes += NEW_SHAPE_BYTES;
      }
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      bytes += BRACKET_BYTES;
      outer.push(shape);
      shape = SEED;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) shape = outer.pop() ?? SEED;
  }
  return bytes;
}
