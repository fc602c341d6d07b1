const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/**
 * A number of at least 0 and less than 1 that is always the same for the same text, and spread evenly over texts: what
 * chance would be used for where every run must come to the same. FNV-1a over UTF-16 units, its bits then mixed as
 * MurmurHash3 does: names that differ at their end alone lie far apart.
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
