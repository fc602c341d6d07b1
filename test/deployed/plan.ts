import { parseArgs } from "node:util";
import { isLoopback } from "../../cli/endpoints.ts";

/** Where the suite deploys to. */
export type Plan =
  /** Emulators that the suite starts itself. */
  | { readonly type: "own" }
  /** What AWS_ENDPOINT_URL names. `feed` is what the deployed poller polls, null for the suite's own city. */
  | { readonly type: "endpoint"; readonly endpoint: string; readonly feed: string | null }
  | { readonly type: "aws"; readonly feed: string | null };

const ENDPOINT = "AWS_ENDPOINT_URL";
const YES_AWS = "--yes-aws";

/** Throws a sentence for unknown words, and for anything that may be AWS without `--yes-aws`. */
export function planOf(words: readonly string[], environment: NodeJS.ProcessEnv): Plan {
  const { values } = parseArgs({
    args: [...words],
    options: { "yes-aws": { type: "boolean" }, feed: { type: "string" } },
  });
  const { "yes-aws": isAwsMeant = false, feed = null } = values;
  if (feed !== null && !URL.canParse(feed)) throw new Error(`--feed is "${feed}", expected a URL`);
  const endpoint = environment[ENDPOINT];
  if (endpoint) {
    if (!isAwsMeant) assertOnThisMachine(environment);
    return { type: "endpoint", endpoint, feed };
  }
  if (isAwsMeant) return { type: "aws", feed };
  if (feed === null) return { type: "own" };
  throw new Error(
    `--feed is for what ${ENDPOINT} names, or for AWS: what the suite starts itself reaches its own city`,
  );
}

/** Throws a sentence unless AWS_ENDPOINT_URL and each service's own endpoint are on this machine. */
export function assertOnThisMachine(environment: NodeJS.ProcessEnv): void {
  const ofServices = Object.keys(environment).filter((name) => name.startsWith(`${ENDPOINT}_`));
  for (const name of [ENDPOINT, ...ofServices]) {
    const url = environment[name] ?? "";
    if (URL.canParse(url) && isLoopback(url)) continue;
    throw new Error(`${name} is "${url}", expected an address on this machine, or ${YES_AWS} beside it`);
  }
}
