/** As in package.json; a test holds them together, since reading that file would put it in every function. */
export const VERSION = "0.1.0";

/** Who asks, and where they can be reached: some feeds refuse the names of libraries. */
export function userAgent(contact: string | null): string {
  const reachable = contact?.replace(/[^\x21-\x7e]+/g, " ").trim() ?? "";
  return reachable === "" ? `stationwatch/${VERSION}` : `stationwatch/${VERSION} (+${reachable})`;
}
