import { RemovalPolicy } from "aws-cdk-lib";
import { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";

/** What differs from one stage to the other. */
export interface Stage {
  readonly name: StageName;
  /** What becomes of tables, stream and queues when the stack goes. */
  readonly removalPolicy: RemovalPolicy;
  readonly pointInTimeRecovery: boolean;
  readonly stream: StreamCapacity;
  /** Batches that detect gave up can be read again for so long. More than a day costs more than the shard. */
  readonly streamRetentionHours: number;
  /**
   * So many pollers at once and no more, whoever calls them; null takes nothing from the account's quota, which a new
   * account cannot spare. The detector needs none: its mapping gives it one batch a shard.
   */
  readonly pollersMax: number | null;
  readonly logLevel: ApplicationLogLevel;
  readonly logRetention: RetentionDays;
}

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
    pollersMax: null,
    logLevel: ApplicationLogLevel.INFO,
    logRetention: RetentionDays.ONE_WEEK,
  },
  prod: {
    name: "prod",
    removalPolicy: RemovalPolicy.RETAIN,
    pointInTimeRecovery: true,
    stream: { mode: "provisioned", shards: 1 },
    streamRetentionHours: 7 * 24,
    // One that runs by the clock, and one that somebody calls.
    pollersMax: 2,
    logLevel: ApplicationLogLevel.INFO,
    logRetention: RetentionDays.THREE_MONTHS,
  },
};

/** `dev` where nothing is said. Throws a ConfigurationError for a stage that there is not. */
export function stageOf(name: unknown): Stage {
  const known = STAGE_NAMES.find((stageName) => stageName === (name ?? "dev"));
  if (known === undefined) {
    throw new ConfigurationError(
      `the context value stage is ${JSON.stringify(name)}, expected ${STAGE_NAMES.join(" or ")}`,
    );
  }
  return STAGES[known];
}
