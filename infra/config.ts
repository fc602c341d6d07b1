import { RemovalPolicy } from "aws-cdk-lib";
import { ApplicationLogLevel } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { ConfigurationError } from "../functions/systems/configuration-error.ts";
import { quoted } from "../functions/words/text.ts";
import type { Receivers } from "./receivers.ts";

/** What differs between stages. */
export interface Stage {
  readonly name: StageName;
  /** What happens to tables, queues and logs when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
  readonly pointInTimeRecovery: boolean;
  /** Whether tables can be deleted, by whomever, only after somebody has allowed it. */
  readonly deletionProtection: boolean;
  readonly stream: StreamCapacity;
  /**
   * How long batches that detect gave up can be read again. 24 hours are free; more costs $14.60 a month and shard,
   * more than the shard itself, and buys little: once a later poll is folded, what is read again is skipped.
   */
  readonly streamRetentionHours: number;
  /**
   * How many pollers may run at once beside the scheduled ones, whoever calls them. Null reserves no concurrency: a new
   * account's quota cannot spare it. The detector needs no limit: its mapping gives it one batch per shard.
   */
  readonly sparePollers: number | null;
  /** Never higher than INFO: the functions' metrics are lines of INFO, and alarms need them. */
  readonly logLevel: ApplicationLogLevel.INFO | ApplicationLogLevel.DEBUG;
  readonly logRetention: RetentionDays;
  /** How long the stream's records are kept in S3; null archives none. The deployment's context may say so too. */
  readonly archive: { readonly keptDays: number } | null;
  /** Who receives messages where the deployment's context (see context.ts) names nobody. */
  readonly receivers: Receivers;
}

const NOBODY: Receivers = { high: [], low: [] };

/** A shard takes 1,000 records a second, enough for tens of thousands of systems that are polled each minute. */
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
    deletionProtection: false,
    stream: { mode: "provisioned", shards: 1 },
    streamRetentionHours: 24,
    sparePollers: null,
    logLevel: ApplicationLogLevel.INFO,
    logRetention: RetentionDays.ONE_WEEK,
    archive: null,
    receivers: NOBODY,
  },
  prod: {
    name: "prod",
    // Not RETAIN: what a first deployment creates before it fails is empty, and would only be in the next one's way.
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    pointInTimeRecovery: true,
    deletionProtection: true,
    stream: { mode: "provisioned", shards: 1 },
    streamRetentionHours: 24,
    // For one that somebody invokes by hand.
    sparePollers: 1,
    logLevel: ApplicationLogLevel.INFO,
    logRetention: RetentionDays.THREE_MONTHS,
    archive: null,
    receivers: NOBODY,
  },
};

/** Returns the stage of that name, `dev` for undefined. Throws a ConfigurationError for an unknown name. */
export function stageOf(name: unknown): Stage {
  const known = STAGE_NAMES.find((stageName) => stageName === (name ?? "dev"));
  if (known === undefined) {
    throw new ConfigurationError(
      `the context value stage is ${quoted(name)}, expected ${STAGE_NAMES.join(" or ")}`,
    );
  }
  return STAGES[known];
}
