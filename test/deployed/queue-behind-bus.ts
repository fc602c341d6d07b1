import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { ALERTS_CHANGED } from "../../functions/stream/bus.ts";
import type { Services } from "./services.ts";

export interface QueueBehindBus {
  readonly queueUrl: string;
  /** Deletes what the suite has made. */
  close(): Promise<void>;
}

/** A rule on the stack's bus and a queue for the events it matches, as a user would add them. */
export async function startQueueBehindBus(
  { buses, queues }: Services,
  busName: string,
  name: string,
): Promise<QueueBehindBus> {
  const { QueueUrl: queueUrl = "" } = await queues.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] }),
  );
  const queueArn = Attributes?.QueueArn ?? "";
  const ofBus = { EventBusName: busName };
  const { RuleArn } = await buses.send(
    new PutRuleCommand({
      ...ofBus,
      Name: name,
      EventPattern: JSON.stringify({ "detail-type": [ALERTS_CHANGED] }),
    }),
  );
  const policy = {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: queueArn,
        Condition: { ArnEquals: { "aws:SourceArn": RuleArn } },
      },
    ],
  };
  await queues.send(
    new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy: JSON.stringify(policy) } }),
  );
  await buses.send(
    new PutTargetsCommand({ ...ofBus, Rule: name, Targets: [{ Id: "queue", Arn: queueArn }] }),
  );
  return {
    queueUrl,
    close: async () => {
      await buses.send(new RemoveTargetsCommand({ ...ofBus, Rule: name, Ids: ["queue"] }));
      await buses.send(new DeleteRuleCommand({ ...ofBus, Name: name }));
      await queues.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
    },
  };
}

/** Takes the messages that are in a queue now, parsed. */
export async function takeAll(queues: SQSClient, queueUrl: string): Promise<unknown[]> {
  const bodies: unknown[] = [];
  for (;;) {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = "null", ReceiptHandle } of Messages) {
      bodies.push(JSON.parse(Body));
      await queues.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}
