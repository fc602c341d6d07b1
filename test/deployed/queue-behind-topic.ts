import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { createQueue, letSend } from "./queue.ts";
import type { ListeningQueue } from "./queue-behind-bus.ts";
import type { Services } from "./services.ts";
import { callQuery } from "./signed-call.ts";

/** A queue that is subscribed to a topic and receives its messages as they are, without SNS's envelope. */
export async function startQueueBehindTopic(
  services: Services,
  topicArn: string,
  name: string,
): Promise<ListeningQueue> {
  const { queues } = services;
  const queue = await createQueue(queues, name);
  await letSend(queues, queue, "sns.amazonaws.com", topicArn);
  const answer = await callQuery(services, "sns", "Subscribe", {
    TopicArn: topicArn,
    Protocol: "sqs",
    Endpoint: queue.queueArn,
    ReturnSubscriptionArn: "true",
    "Attributes.entry.1.key": "RawMessageDelivery",
    "Attributes.entry.1.value": "true",
  });
  const [, SubscriptionArn = ""] = /<SubscriptionArn>([^<]+)</.exec(answer) ?? [];
  return {
    ...queue,
    close: async () => {
      await callQuery(services, "sns", "Unsubscribe", { SubscriptionArn });
      await queues.send(new DeleteQueueCommand({ QueueUrl: queue.queueUrl }));
    },
  };
}
