import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";
import zlib from "node:zlib";

// Node decodes a body on another thread, which ends at any time. A simulated world needs it done at once: imported
// before the fetcher, this module replaces the functions with callbacks by their synchronous twins. It also remembers
// what it packed, since the tables return equal bytes, and skips unpacking those. Waits use the global setTimeout of
// the moment, which may be virtual.

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

type Packing = (bytes: string | Uint8Array, options?: { maxOutputLength?: number }) => Buffer;

/** Longer ones are rare, and would fill the memory. */
const REMEMBERED_BYTES_MAX = 2_048;
const REMEMBERED_MAX = 1_000;

/** The second function returns what the first packed, without unpacking it. */
function remembering(pack: Packing, unpack: Packing): readonly [pack: Packing, unpack: Packing] {
  const packedFrom = new Map<string, Buffer>();
  const packed: Packing = (bytes, options) => {
    const result = pack(bytes, options);
    if (packedFrom.size === REMEMBERED_MAX) packedFrom.clear();
    if (result.length <= REMEMBERED_BYTES_MAX) packedFrom.set(result.toString("latin1"), Buffer.from(bytes));
    return result;
  };
  const unpacked: Packing = (bytes, options) => {
    const isShort = typeof bytes !== "string" && bytes.length <= REMEMBERED_BYTES_MAX;
    const known = isShort ? packedFrom.get(Buffer.from(bytes).toString("latin1")) : undefined;
    const isInBounds = known !== undefined && known.length <= (options?.maxOutputLength ?? known.length);
    return isInBounds ? Buffer.from(known) : unpack(bytes, options);
  };
  return [packed, unpacked];
}

const { deflateRawSync, inflateRawSync, brotliCompressSync, brotliDecompressSync } = zlib;
// Output nearly as small in a third of the time.
const deflateFast: Packing = (text, options) => deflateRawSync(text, { level: 1, ...options });
[changed.deflateRawSync, changed.inflateRawSync] = remembering(deflateFast, inflateRawSync);
[changed.brotliCompressSync, changed.brotliDecompressSync] = remembering(
  brotliCompressSync,
  brotliDecompressSync,
);

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
