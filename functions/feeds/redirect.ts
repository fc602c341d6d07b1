import type { IncomingMessage } from "node:http";
import { FetchProblem } from "./fetch-problem.ts";

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Where the response sends on to; null where it is an answer itself. Throws FetchProblem for what is not followed. */
export function redirectOf(url: URL, { statusCode, headers }: IncomingMessage): URL | null {
  const { location } = headers;
  if (!REDIRECTS.has(statusCode ?? 0) || location === undefined) return null;
  const next = URL.canParse(location, url.href) ? new URL(location, url) : null;
  if (next === null) throw new FetchProblem("it redirects to what is no URL");
  if (url.protocol === "https:" && next.protocol !== "https:") {
    throw new FetchProblem(`it redirects from https: to ${next.protocol}`);
  }
  return next;
}
