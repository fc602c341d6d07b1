import { Duration } from "aws-cdk-lib";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { acknowledge } from "../acknowledge.ts";
import type { Stage } from "../config.ts";

/** What went wrong waits here for a person, for as long as SQS keeps anything. */
export class SetAsideQueue extends sqs.Queue {
  constructor(scope: Construct, id: string, stage: Stage) {
    super(scope, id, {
      retentionPeriod: Duration.days(14),
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      removalPolicy: stage.removalPolicy,
    });
    const reason = "It is itself where things end that went wrong, and people, not functions, read it.";
    acknowledge(this, { "AwsSolutions-SQS3": reason, "Serverless-SQSRedrivePolicy": reason });
  }
}
