import { Duration } from "aws-cdk-lib";
import * as kinesis from "aws-cdk-lib/aws-kinesis";
import type { Construct } from "constructs";
import type { Stage, StreamCapacity } from "../config.ts";

/** One record per system and poll, in order for each system. */
export class PollStream extends kinesis.Stream {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      ...capacityOf(stage.stream),
      retentionPeriod: Duration.hours(stage.streamRetentionHours),
      encryption: kinesis.StreamEncryption.MANAGED,
      removalPolicy: stage.removalPolicy,
    });
  }
}

function capacityOf(capacity: StreamCapacity): kinesis.StreamProps {
  if (capacity.mode === "on-demand") return { streamMode: kinesis.StreamMode.ON_DEMAND };
  return { streamMode: kinesis.StreamMode.PROVISIONED, shardCount: capacity.shards };
}
