import { isIP } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "../../functions/core/messages.ts";
import type { SystemEntry, SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { quoted } from "../../functions/systems/quoted.ts";
import { checkSystems, readSystems } from "../../functions/systems/schema.ts";
import { OptionError } from "../options.ts";
import type { Source } from "./source.ts";

/** Often enough for the shortest pollSeconds; what is not due is not asked. */
const TICK_MS = 5_000;
const RULES = {
  empty: { for: "2m", keepFor: "2m", clearAt: 2 },
  full: { for: "2m", keepFor: "2m", clearAt: 2 },
  closed: { for: "5m", keepFor: "5m" },
};

/** The systems of a systems.json. Throws a ConfigurationError. */
export function systemsSource(file: string): Source {
  const configuration = readSystems(file);
  return liveSource(`the ${configuration.systems.length} systems of ${file}`, configuration);
}

/** One real feed by its URL. Throws an OptionError where the URL is none, or none that may be asked. */
export function feedSource(text: string): Source {
  const entry = entryOf(text);
  try {
    checkSystems(JSON.stringify({ systems: [entry] }), "--feed");
  } catch (error) {
    throw new OptionError(messageOf(error).replace(/systems\[0\]\.(\w+)/, "its $1"));
  }
  return liveSource(`the feed of ${entry.systemId}`, { rules: RULES, systems: [entry] });
}

/** Polled every few seconds from now on; what the title says is what is polled. */
export function liveSource(
  title: string,
  configuration: SystemsConfiguration,
  tickMs = TICK_MS,
  close = async () => {},
): Source {
  let isFirst = true;
  return {
    title,
    configuration,
    onTape: false,
    responses: null,
    async resumeAt() {},
    async nextPoll(signal) {
      if (!isFirst) await wait(tickMs, undefined, { signal });
      isFirst = false;
      return Date.now();
    },
    close,
  };
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

/** The part of the URL that tells one system from another: the last telling one of its path, else of its host. */
function nameOf(url: URL): string {
  const parts = url.pathname.split("/").filter((part) => part !== "" && !TELLS_NOTHING.test(part));
  const host = isIP(url.hostname) === 0 ? url.hostname.split(".").slice(-2)[0] : url.hostname;
  const name = parts.at(-1) ?? host ?? url.hostname;
  return name.replace(/[^A-Za-z0-9._-]/g, "-").slice(0, 64);
}
