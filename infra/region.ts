import { Fact, FactName } from "aws-cdk-lib/region-info";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { quoted } from "../functions/words/text.ts";
import { RUNTIME } from "./constructs/bundled-function.ts";

/**
 * Refuses a region where, as far as CDK knows, Lambda does not have the functions' Node. Offline only CDK's own facts
 * tell, and they are as old as aws-cdk-lib; `unchecked` therefore lets the region that it names pass. A deployment
 * without a region in its environment is not checked. Throws a ConfigurationError.
 */
export function checkRegion(region: string | undefined, unchecked: unknown): void {
  if (region === undefined || region === unchecked) return;
  const latest = Fact.find(region, FactName.LATEST_NODE_RUNTIME);
  if (latest !== undefined && versionOf(latest) >= versionOf(RUNTIME.name)) return;
  const known = latest === undefined ? "is not known to CDK" : `has ${latest} at most`;
  const named = /^[a-z0-9-]{1,40}$/.test(region) ? region : quoted(region);
  throw new ConfigurationError(
    `the region ${named} ${known}, expected one where Lambda runs ${RUNTIME.name} on arm64; if it does, say -c uncheckedRegion=${named}`,
  );
}

/** Returns 24 for `nodejs24.x`. */
function versionOf(runtime: string): number {
  return Number(/^nodejs(\d+)\./.exec(runtime)?.[1] ?? 0);
}
