import type { SystemEntry } from "./configuration.ts";

/** The API that a JCDecaux entry without `url` uses. */
export const JCDECAUX_API_URL = "https://api.jcdecaux.com";

/** Returns the host (with port) of the entry's first request; null when its address is not a URL. */
export function feedHost({ url = JCDECAUX_API_URL }: SystemEntry): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
