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

/** Lets a service send to the queue in the name of one resource, such as a rule or a topic. */
export async function letSend(
  queues: SQSClient,
  { queueUrl, queueArn }: Queue,
  service: string,
  sourceArn: string | undefined,
): Promise<void> {
  const statement = {
    Effect: "Allow",
    Principal: { Service: service },
    Action: "sqs:SendMessage",
    Resource: queueArn,
    Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
  };
  const Policy = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  await queues.send(new SetQueueAttributesCommand({ QueueUrl: queueUrl, Attributes: { Policy } }));
}

/** Takes the messages that are in a queue now, as they are. */
export async function takeTexts(queues: SQSClient, queueUrl: string): Promise<string[]> {
  const bodies: string[] = [];
  for (;;) {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
    );
    if (Messages.length === 0) return bodies;
    for (const { Body = "", ReceiptHandle } of Messages) {
      bodies.push(Body);
      await queues.send(new DeleteMessageCommand({ QueueUrl: queueUrl, ReceiptHandle }));
    }
  }
}

/** Takes the messages that are in a queue now, parsed. */
export async function takeAll(queues: SQSClient, queueUrl: string): Promise<unknown[]> {
  return (await takeTexts(queues, queueUrl)).map((text): unknown => JSON.parse(text));
}
