import { Fact, FactName } from "aws-cdk-lib/region-info";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { quoted } from "../functions/words/text.ts";
import { RUNTIME } from "./constructs/bundled-function.ts";

/**
 * Refuses a region of which CDK does not know that Lambda has the functions' Node there. AWS tells it nowhere offline
 * but in CDK's own facts, which are as old as aws-cdk-lib: `unchecked`, which must name the region, is the way round.
 * A deployment without a region in its environment goes unchecked. Throws a ConfigurationError.
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

/** Of `nodejs24.x`, 24. */
function versionOf(runtime: string): number {
  return Number(/^nodejs(\d+)\./.exec(runtime)?.[1] ?? 0);
}
