import { join } from "node:path";
import type { Construct } from "constructs";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { DURATION_PATTERN, durationMs } from "../functions/systems/duration.ts";
import { nearest } from "../functions/systems/nearest.ts";
import { quoted } from "../functions/words/text.ts";
import { type Stage, stageOf } from "./config.ts";
import { refuseAlertsTo } from "./receiver-instead.ts";
import { type Audience, checkRegionOf, type Receivers, readReceivers } from "./receivers.ts";
import { checkRegion } from "./region.ts";

/** The context keys of a deployment: `-c key=value`, or `context` in cdk.json for values that stay. */
const KEYS = {
  /** `dev` or `prod`. */
  stage: "stage",
  /** Path of systems.json; the project's own where absent. */
  systems: "systems",
  /** Who receives messages, instead of the stage's receivers; see readReceivers. */
  high: "highAlarmsTo",
  low: "lowAlarmsTo",
  /** How long the stream's records are kept in S3, such as 400d; none are where absent. */
  archive: "archive",
  /** A region to deploy to although this version of CDK does not know that it has the functions' Node. */
  uncheckedRegion: "uncheckedRegion",
} as const;

export interface Deployment {
  readonly stage: Stage;
  readonly systemsFile: string;
}

/** Returns what the app's context asks for; `region` is undefined where it is unknown. Throws a ConfigurationError. */
export function deploymentOf(app: Construct, region: string | undefined): Deployment {
  const context: Readonly<Record<string, unknown>> = app.node.getAllContext();
  refuseAlertsTo(context);
  checkKeys(Object.keys(context));
  checkRegion(region, context[KEYS.uncheckedRegion]);
  const stage = stageOf(context[KEYS.stage]);
  const systems = context[KEYS.systems] ?? join(import.meta.dirname, "..", "systems.json");
  if (typeof systems !== "string") {
    throw new ConfigurationError(`the context value ${KEYS.systems} is ${typeof systems}, expected a path`);
  }
  const archive = context[KEYS.archive] === undefined ? stage.archive : readArchive(context[KEYS.archive]);
  return {
    stage: { ...stage, archive, receivers: receiversOf(stage, context, region) },
    systemsFile: systems,
  };
}

const DAY_MS = 86_400_000;
/** The longest that is believed to be meant. */
const ARCHIVE_DAYS_MAX = 3_650;

/** Reads how long to keep an archive: whole days, since S3 knows no others. Throws a ConfigurationError. */
function readArchive(written: unknown): Stage["archive"] {
  const isDuration = typeof written === "string" && DURATION_PATTERN.test(written);
  const keptDays = isDuration ? durationMs(written) / DAY_MS : Number.NaN;
  if (Number.isInteger(keptDays) && keptDays >= 1 && keptDays <= ARCHIVE_DAYS_MAX) return { keptDays };
  throw new ConfigurationError(
    `the context value ${KEYS.archive} is ${quoted(written)}, expected how long to keep it, in whole days, such as 400d`,
  );
}

function receiversOf(
  stage: Stage,
  context: Readonly<Record<string, unknown>>,
  region: string | undefined,
): Receivers {
  const of = (audience: Audience) => {
    const written = context[KEYS[audience]];
    const place = `the context value ${KEYS[audience]}`;
    const receivers = written === undefined ? stage.receivers[audience] : readReceivers(written, place);
    checkRegionOf(receivers, region, written === undefined ? `the stage ${stage.name}` : place);
    return receivers;
  };
  return { high: of("high"), low: of("low") };
}

/** Keys that `cdk acknowledge` and `cdk cli-telemetry` write; they look like ours. */
const COMMANDS_KEYS: readonly string[] = ["acknowledged-issue-numbers", "cli-telemetry"];

/** Refuses unknown keys. CDK's own (feature flags, looked-up values) mostly have a colon or slash, and pass. */
function checkKeys(keys: readonly string[]): void {
  const known: readonly string[] = Object.values(KEYS);
  const unknown = keys.find(
    (key) => !/[:/]/.test(key) && !COMMANDS_KEYS.includes(key) && !known.includes(key),
  );
  if (unknown === undefined) return;
  const near = nearest(unknown, known);
  const advice = near === null ? "" : `, did you mean ${near}?`;
  throw new ConfigurationError(
    `the context key ${quoted(unknown)} is unknown${advice || ","} expected ${known.join(", ")}`,
  );
}
