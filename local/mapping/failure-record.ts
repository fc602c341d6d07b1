import type { InvocationOutcome } from "./outcome.ts";
import type { StreamRecord } from "./record.ts";

/** Why a batch was given up. */
export type GiveUpCondition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/**
 * What a queue or topic receives about a batch that was given up: its place in the stream, never its data. Times are
 * ISO 8601 UTC with milliseconds.
 */
export interface FailureRecord {
  readonly requestContext: {
    /** The id of the last invocation; empty when the batch was never sent to the function. */
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: GiveUpCondition;
    /** How many invocations had these records, including those before a split. */
    readonly approximateInvokeCount: number;
  };
  /** Null when the batch was never sent to the function. */
  readonly responseContext: {
    readonly statusCode: number;
    readonly executedVersion: string;
    readonly functionError: string | null;
  } | null;
  readonly version: "1.0";
  readonly timestamp: string;
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly approximateArrivalOfLastRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
}

/** The names that appear in a shard's events and failure records. */
export interface ShardNames {
  readonly shardId: string;
  readonly streamArn: string;
  readonly functionArn: string;
}

export interface GivenUp {
  /** At least one. */
  readonly records: readonly StreamRecord[];
  readonly condition: GiveUpCondition;
  readonly invocations: number;
  readonly lastOutcome: InvocationOutcome | null;
}

export function failureRecord(givenUp: GivenUp, names: ShardNames, at: number): FailureRecord {
  const { records, condition, invocations, lastOutcome } = givenUp;
  const first = records[0];
  const last = records.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("a batch given up has no records");
  return {
    requestContext: {
      requestId: lastOutcome?.requestId ?? "",
      functionArn: names.functionArn,
      condition,
      approximateInvokeCount: invocations,
    },
    responseContext: lastOutcome === null ? null : responseContext(lastOutcome),
    version: "1.0",
    timestamp: new Date(at).toISOString(),
    KinesisBatchInfo: {
      shardId: names.shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrivedAt).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrivedAt).toISOString(),
      batchSize: records.length,
      streamArn: names.streamArn,
    },
  };
}

function responseContext(outcome: InvocationOutcome): FailureRecord["responseContext"] {
  const hasRunAndFailed = outcome.type === "error" || outcome.type === "timedOut";
  return {
    statusCode: outcome.type === "throttled" ? 429 : 200,
    executedVersion: "$LATEST",
    functionError: hasRunAndFailed ? "Unhandled" : null,
  };
}
