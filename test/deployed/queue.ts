import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";

export interface Queue {
  readonly queueUrl: string;
  readonly queueArn: string;
}

export async function createQueue(queues: SQSClient, name: string): Promise<Queue> {
  const { QueueUrl: queueUrl = "" } = await queues.send(new CreateQueueCommand({ QueueName: name }));
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] }),
  );
  return { queueUrl, queueArn: Attributes?.QueueArn ?? "" };
}

/** Lets EventBridge send to the queue in the name of one rule. */
export async function letSend(
  queues: SQSClient,
  { queueUrl, queueArn }: Queue,
  ruleArn: string | undefined,
): Promise<void> {
  const statement = {
    Effect: "Allow",
    Principal: { Service: "events.amazonaws.com" },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": ruleArn } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await queues.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy } }));
}

/** Takes the messages that are in a queue now, parsed. */
export async function takeAll(queues: SQSClient, queueUrl: string): Promise<unknown[]> {
  const bodies: unknown[] = [];
  for (;;) {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(JSON.parse(Body));
      await queues.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}
