import { Duration } from "aws-cdk-lib";
import * as events from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import * as sqs from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { FUNCTIONS } from "../../functions/runtime/functions.ts";
import { ALERTS_CHANGED, EVENT_SOURCE } from "../../functions/stream/bus.ts";
import { acknowledge } from "../acknowledge.ts";
import type { BundledFunction } from "./bundled-function.ts";
import type { Topics } from "./topics.ts";

/** Six times what the function may take, as Lambda's guide asks for ("Using Lambda with Amazon SQS"). */
const HIDDEN = Duration.millis(6 * FUNCTIONS.tell.limits.timeoutMs);
/** Attempts are refused after a day, some thirty of them: what comes so often ends the function. */
const RECEIVED_MAX = 100;
/** Ten messages of 200 KB fit into an invocation. */
const BATCH_SIZE = 10;
/** The least that Lambda takes: a receiver gets at most so many batches at once. */
const BATCHES_AT_ONCE = 2;
const TOLD_WITHIN = Duration.days(1);

interface ChangesQueueProps {
  readonly queueName: string;
  readonly bus: events.EventBus;
  readonly topics: Topics;
  readonly teller: BundledFunction<"tell">;
}

/**
 * The queue of a receiver that wants each event of the bus, between a rule on the bus and the function `tell`. It goes
 * with its receiver and its stack: its fixed name would be in the way of the next.
 */
export class ChangesQueue extends sqs.Queue {
  constructor(scope: Construct, id: string, { queueName, bus, topics, teller }: ChangesQueueProps) {
    super(scope, id, {
      queueName,
      visibilityTimeout: HIDDEN,
      retentionPeriod: Duration.days(14),
      deadLetterQueue: { queue: topics.undelivered, maxReceiveCount: RECEIVED_MAX },
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    new events.Rule(this, "Rule", {
      description: "stationwatch: queues each change for a receiver.",
      eventBus: bus,
      eventPattern: { source: [EVENT_SOURCE], detailType: [ALERTS_CHANGED] },
      targets: [
        new SqsQueue(this, {
          message: events.RuleTargetInput.fromEventPath("$.detail"),
          deadLetterQueue: topics.undelivered,
          maxEventAge: TOLD_WITHIN,
        }),
      ],
    });
    teller.may(this.queueArn, ...TAKING);
    const mapping = teller.addEventSourceMapping(`Changes-${queueName}`, {
      eventSourceArn: this.queueArn,
      batchSize: BATCH_SIZE,
      maxConcurrency: BATCHES_AT_ONCE,
      reportBatchItemFailures: true,
    });
    acknowledge(mapping, {
      "Serverless-LambdaEventSourceMappingDestination":
        "A mapping from a queue has none: what the function leaves goes to the dead-letter queue of the queue.",
    });
  }
}

/** What the function's role needs: Lambda takes messages for it, and the function puts them off. */
const TAKING = [
  "sqs:ReceiveMessage",
  "sqs:DeleteMessage",
  "sqs:GetQueueAttributes",
  "sqs:GetQueueUrl",
  "sqs:ChangeMessageVisibility",
];
