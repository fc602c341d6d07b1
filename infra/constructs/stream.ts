import { Duration, RemovalPolicy } from "aws-cdk-lib";
import * as kinesis from "aws-cdk-lib/aws-kinesis";
import type { Construct } from "constructs";
import type { Stage, StreamCapacity } from "../config.ts";
import type { Alarms } from "../monitoring/alarms.ts";

/** The stream of polls: one record per system and poll, in order for each system. */
export class PollStream extends kinesis.Stream {
  constructor(scope: Construct, id: string, stage: Stage, alarms: Alarms) {
    super(scope, id, {
      ...capacityOf(stage.stream),
      retentionPeriod: Duration.hours(stage.streamRetentionHours),
      encryption: kinesis.StreamEncryption.MANAGED,
      // Deleted in every stage: a day of polls is worth nothing to a later stack, and an unread shard costs money.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    alarms.add(this, "StreamThrottles", {
      severity: "low",
      says: "The stream refuses records.",
      metric: this.metricWriteProvisionedThroughputExceeded({
        period: Duration.minutes(5),
        statistic: "Sum",
      }),
    });
  }
}

function capacityOf(capacity: StreamCapacity): kinesis.StreamProps {
  if (capacity.mode === "on-demand") return { streamMode: kinesis.StreamMode.ON_DEMAND };
  return { streamMode: kinesis.StreamMode.PROVISIONED, shardCount: capacity.shards };
}
