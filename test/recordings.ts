import { existsSync } from "node:fs";
import { join } from "node:path";

/** Tapes, real bodies and the standard's own examples, which lie beside some checkouts and are not part of the project. */
const RECORDINGS = join(import.meta.dirname, "../../shared");

/** Returns a folder or file of the recordings; null where it is not there. */
export function recorded(name: string): string | null {
  const path = join(RECORDINGS, name);
  return existsSync(path) ? path : null;
}
