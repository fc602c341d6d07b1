import { Duration } from "aws-cdk-lib";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "../acknowledge.ts";
import type { Stage } from "../config.ts";

/** Keeps what went wrong until a person reads it, for 14 days, the longest that SQS allows. */
export class SetAsideQueue extends sqs.Queue {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: stage.removalPolicy,
    });
    const reason = "It is itself where failures end up, and people read it, not functions.";
    acknowledge(this, { "AwsSolutions-SQS3": reason, "Serverless-SQSRedrivePolicy": reason });
  }
}
