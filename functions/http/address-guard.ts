import { type LookupAddress, type LookupOptions, lookup as systemLookup } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import { isLoopbackAddress, isPublicAddress } from "./addresses.ts";
import { FetchFailure } from "./failure.ts";

/** Resolves a name to all its addresses, like `lookup` of node:dns. */
export type ResolveAll = (
  hostname: string,
  options: LookupOptions & { all: true },
  answer: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Where a request may go: to public addresses by https:, or by http: where the system says that its feeds are plain
 * http:; to loopback addresses by http: only where the options allow it.
 */
export interface Guard {
  /** Throws FetchFailure for an address that is not allowed, as far as the URL shows it without resolving the name. */
  readonly check: (url: URL, plainHttp: boolean) => void;
  /** For sockets: refuses a name when any of its addresses is not allowed. Not called for literal addresses. */
  readonly lookupPublic: LookupFunction;
  readonly lookupLoopback: LookupFunction;
}

export function createGuard(loopbackHttp: boolean, resolve: ResolveAll = systemLookup): Guard {
  return {
    check: (url, plainHttp) => checkUrl(url, loopbackHttp, plainHttp),
    lookupPublic: guardedLookup(isPublicAddress, "a public", resolve),
    lookupLoopback: guardedLookup(isLoopbackAddress, "a loopback", resolve),
  };
}

function checkUrl(url: URL, loopbackHttp: boolean, plainHttp: boolean): void {
  if (url.protocol !== "https:" && !((loopbackHttp || plainHttp) && url.protocol === "http:")) {
    throw new FetchFailure(`${url.protocol} is not fetched, expected https:`);
  }
  if (url.username !== "" || url.password !== "") {
    throw new FetchFailure("an address with a user name is not fetched");
  }
  // URL writes every spelling of an address in its usual form, with brackets around IPv6.
  const host = url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname;
  if (isIP(host) === 0) return;
  const isForPublic = url.protocol === "https:" || plainHttp;
  if (isForPublic ? isPublicAddress(host) : isLoopbackAddress(host)) return;
  throw new FetchFailure(`${host} is not ${isForPublic ? "a public" : "a loopback"} address`);
}

function guardedLookup(
  isAllowed: (address: string) => boolean,
  expected: string,
  resolve: ResolveAll,
): LookupFunction {
  return (hostname, options, answer) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return answer(error, "");
      const refused = addresses.find(({ address }) => !isAllowed(address));
      if (refused !== undefined) {
        return answer(
          new FetchFailure(`${refused.address}, one of its addresses, is not ${expected} one`),
          "",
        );
      }
      if (options.all === true) return answer(null, addresses);
      const [first] = addresses;
      if (first === undefined) return answer(new FetchFailure("its name has no address"), "");
      return answer(null, first.address, first.family);
    });
  };
}
