import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import zlib from "node:zlib";

// Decoding a body happens on another thread, which is done when it likes. In a simulated world it is done at once:
// imported before the fetcher, this puts the synchronous twins in the place of what has a callback. And what was
// packed here is not unpacked again: the tables give back the very bytes that they were given. Waiting is done by
// setTimeout, whose it is at the time.

type Callback = (error: Error | null, result?: Buffer) => void;
type Twin = (bytes: Buffer, options: zlib.ZlibOptions) => Buffer;

const TWINS = {
  gunzip: zlib.gunzipSync,
  inflate: zlib.inflateSync,
  inflateRaw: zlib.inflateRawSync,
  brotliDecompress: zlib.brotliDecompressSync,
} as const;

const changed = zlib as unknown as Record<string, unknown>;
for (const [name, twin] of Object.entries(TWINS)) changed[name] = still(twin as Twin);

const { deflateRawSync, inflateRawSync } = zlib;
const packedFrom = new WeakMap<object, Buffer>();
changed.deflateRawSync = (text: string | Uint8Array, options?: zlib.ZlibOptions) => {
  // Nearly as small, in a third of the time.
  const packed = deflateRawSync(text, { level: 1, ...options });
  packedFrom.set(packed, Buffer.from(text));
  return packed;
};
changed.inflateRawSync = (packed: Uint8Array, options?: zlib.ZlibOptions) => {
  const known = packedFrom.get(packed);
  const isInBounds = known !== undefined && known.length <= (options?.maxOutputLength ?? known.length);
  return isInBounds ? known : inflateRawSync(packed, options);
};

(timers as { setTimeout: unknown }).setTimeout = (delayMs: number, value: unknown) =>
  new Promise((resolve) => setTimeout(resolve, delayMs, value));
syncBuiltinESMExports();

function still(twin: Twin) {
  return (bytes: Buffer, options: zlib.ZlibOptions, answer: Callback): void => {
    let result: Buffer;
    try {
      result = twin(bytes, options);
    } catch (error) {
      process.nextTick(answer, error);
      return;
    }
    process.nextTick(answer, null, result);
  };
}
