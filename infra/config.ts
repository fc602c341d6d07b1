import { RemovalPolicy } from "aws-cdk-lib";
import { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { quoted } from "../functions/words/text.ts";
import type { Receivers } from "./receivers.ts";

/** What differs from one stage to the other. */
export interface Stage {
  readonly name: StageName;
  /** What becomes of tables, queues and logs when the stack goes. */
  readonly removalPolicy: RemovalPolicy;
  readonly pointInTimeRecovery: boolean;
  readonly stream: StreamCapacity;
  /**
   * Batches that detect gave up can be read again for so long. A day is free, any more costs $14.60 a month and shard,
   * more than the shard itself, and buys little: once a later poll is folded, what is read again is skipped.
   */
  readonly streamRetentionHours: number;
  /**
   * So many pollers beside those that run by the clock, and no more, whoever calls them; null takes nothing from the
   * account's quota, which a new account cannot spare. The detector needs none: its mapping gives it one batch a shard.
   */
  readonly sparePollers: number | null;
  /** No higher: the functions' metrics are lines of INFO, and without them alarms would be blind. */
  readonly logLevel: ApplicationLogLevel.INFO | ApplicationLogLevel.DEBUG;
  readonly logRetention: RetentionDays;
  /** Who is told where the deployment's context (see context.ts) names nobody else. */
  readonly receivers: Receivers;
}

const NOBODY: Receivers = { high: [], low: [], alerts: [] };

/** A shard takes a thousand records a second: by the minute, tens of thousands of systems. */
export type StreamCapacity =
  | { readonly mode: "provisioned"; readonly shards: number }
  | { readonly mode: "on-demand" };

const STAGE_NAMES = ["dev", "prod"] as const;
type StageName = (typeof STAGE_NAMES)[number];

const STAGES: Readonly<Record<StageName, Stage>> = {
  dev: {
    name: "dev",
    removalPolicy: RemovalPolicy.DESTROY,
    pointInTimeRecovery: false,
    stream: { mode: "provisioned", shards: 1 },
    streamRetentionHours: 24,
    sparePollers: null,
    logLevel: ApplicationLogLevel.INFO,
    logRetention: RetentionDays.ONE_WEEK,
    receivers: NOBODY,
  },
  prod: {
    name: "prod",
    // What a first deployment makes before it fails is empty, and would only be in the next one's way.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    pointInTimeRecovery: true,
    stream: { mode: "provisioned", shards: 1 },
    streamRetentionHours: 24,
    // One that somebody calls.
    sparePollers: 1,
    logLevel: ApplicationLogLevel.INFO,
    logRetention: RetentionDays.THREE_MONTHS,
    receivers: NOBODY,
  },
};

/** `dev` where nothing is said. Throws a ConfigurationError for a stage that there is not. */
export function stageOf(name: unknown): Stage {
  const known = STAGE_NAMES.find((stageName) => stageName === (name ?? "dev"));
  if (known === undefined) {
    throw new ConfigurationError(
      `the context value stage is ${quoted(name)}, expected ${STAGE_NAMES.join(" or ")}`,
    );
  }
  return STAGES[known];
}
