const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * Returns a number of at least 0 and less than 1: always the same for the same text, and spread evenly over texts. It
 * replaces randomness where every run must give the same result. The hash is FNV-1a over UTF-16 units, its bits then
 * mixed as in MurmurHash3, so that names that differ only at their end lie far apart.
 */
export function stableShare(text: string): number {
  let hash = FNV_OFFSET;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), FNV_PRIME);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
