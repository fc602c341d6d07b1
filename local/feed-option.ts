import { isIP } from "node:net";
import { messageOf } from "../functions/core/messages.ts";
import type { SystemEntry, SystemsConfiguration } from "../functions/systems/configuration.ts";
import { checkSystems } from "../functions/systems/schema.ts";
import { quoted } from "../functions/words/text.ts";
import { OptionError } from "./options.ts";

const RULES = {
  empty: { for: "2m", keepFor: "2m", clearAt: 2 },
  full: { for: "2m", keepFor: "2m", clearAt: 2 },
  closed: { for: "5m", keepFor: "5m" },
};

/** Returns the one system that --feed names by its feed's URL. Throws an OptionError for a URL that cannot be used. */
export function readFeedOption(text: string): SystemsConfiguration {
  const entry = entryOf(text);
  try {
    checkSystems(JSON.stringify({ systems: [entry] }), "--feed");
  } catch (error) {
    // What follows from the first problem is none of whoever wrote the option.
    const [first = ""] = messageOf(error).split("\n");
    throw new OptionError(first.replace(/systems\[0\]\.(\w+)/, "its $1"));
  }
  return { rules: RULES, systems: [entry] };
}

function entryOf(text: string): SystemEntry {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new OptionError(
      `--feed is ${quoted(text)}, expected the URL of a gbfs.json, or of JCDecaux stations`,
    );
  }
  const version = /\/vls\/v([13])\/stations$/.exec(url.pathname)?.[1];
  if (version === undefined) return { systemId: nameOf(url), kind: "gbfs", url: text };
  const contract = url.searchParams.get("contract");
  if (contract === null) throw new OptionError("--feed has no contract, expected …/stations?contract=NAME");
  if (url.searchParams.has("apiKey")) {
    throw new OptionError(
      "--feed has a key in it: leave it out, and put it into the variable JCDECAUX_API_KEY",
    );
  }
  return {
    systemId: contract,
    kind: "jcdecaux",
    contract,
    apiVersion: version === "1" ? 1 : 3,
    url: url.origin,
    ...(process.env.JCDECAUX_API_KEY ? { apiKey: { environment: "JCDECAUX_API_KEY" } } : {}),
  };
}

const TELLS_NOTHING = /^(?:gbfs|gbfs\.json|en|fr|v[123]|1\.1|2\.[23]|3\.0|contracts)$/i;

/** Returns a name from the URL: the last part of its path that is specific to the system, else its host's. */
function nameOf(url: URL): string {
  const parts = url.pathname.split("/").filter((part) => part !== "" && !TELLS_NOTHING.test(part));
  const host = isIP(url.hostname) === 0 ? url.hostname.split(".").slice(-2)[0] : url.hostname;
  const name = parts.at(-1) ?? host ?? url.hostname;
  return name.replace(/[^A-Za-z0-9._-]/g, "-").slice(0, 64);
}
