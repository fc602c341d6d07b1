import type { Mutant } from "./mutant.ts";

/** Bugs of the fetcher. */
export const FEED_MUTANTS: readonly Mutant[] = [
  {
    name: "the fetcher waits for ever",
    file: "functions/http/deadline.ts",
    search: "        reject(late);\n        deadline.abort();\n",
    replacement: "",
    why: "A feed that hangs stops the whole poll.",
  },
  {
    name: "an answer that Node keeps to itself is waited for",
    file: "functions/http/deadline.ts",
    search: "        reject(late);\n",
    replacement: "",
    also: [
      {
        file: "functions/http/request.ts",
        search: '    request.on("upgrade", ',
        replacement: '    request.on("close", () => {}).on("never", ',
      },
      {
        file: "functions/http/request.ts",
        search: '    request.on("close", () => reject(',
        replacement: '    request.on("never", () => reject(',
      },
    ],
    why: "After an answer 101 the run never ends, and the place of its host is never given back.",
  },
  {
    name: "Retry-After is not read",
    file: "functions/feeds/answer.ts",
    search: 'retryAfterMs(headers["retry-after"], now)',
    replacement: "retryAfterMs(undefined, now)",
    why: "A feed that asked for patience is polled again a minute later.",
  },
  {
    name: "304 is believed unasked",
    file: "functions/feeds/answer.ts",
    search: "  if (httpStatus === 304 && (known?.etag != null || known?.lastModified != null)) {\n",
    replacement: "  known ??= { etag: null, lastModified: null };\n  if (httpStatus === 304) {\n",
    why: "A poll reports unchanged for a body that was never received.",
  },
  {
    name: "redirects are followed without end",
    file: "functions/feeds/fetcher.ts",
    search: "redirects <= REDIRECTS_MAX",
    replacement: "redirects <= REDIRECTS_MAX * 1_000",
    why: "A feed that redirects to itself is asked hundreds of times.",
  },
  {
    name: "a name may lead into the private network",
    file: "functions/http/address-guard.ts",
    search: "addresses.find(({ address }) => !isAllowed(address))",
    replacement: "addresses.find(({ address }) => address === hostname && !isAllowed(address))",
    why: "The poller follows a redirect to any address, private ones included.",
  },
  {
    name: "a body that cannot be read counts as unchanged",
    file: "functions/feeds/feeds.ts",
    search:
      '  if (parsed.type === "failed") return located(parsed, fetched.url);\n  const { readRoster, ...status } = parsed;\n',
    replacement:
      '  if (parsed.type === "failed") return { type: "unchanged", etag, lastModified };\n  const { readRoster, ...status } = parsed;\n',
    why: "While the feed sends error pages, its stations seem unchanged.",
  },
];
