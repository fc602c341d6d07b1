import { Duration } from "aws-cdk-lib";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
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
  }
}
