import type { SystemEntry } from "./configuration.ts";

/** Where an entry of JCDecaux without `url` is asked. */
export const JCDECAUX_API_URL = "https://api.jcdecaux.com";

/** The host (with its port) that an entry names, which is the one asked first; null where its address is no URL. */
export function feedHost({ url = JCDECAUX_API_URL }: SystemEntry): string | null {
  return URL.canParse(url) ? new URL(url).host : null;
}
