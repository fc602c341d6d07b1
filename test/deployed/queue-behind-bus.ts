import {
  DeleteRuleCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from "@aws-sdk/client-eventbridge";
import { DeleteQueueCommand } from "@aws-sdk/client-sqs";
import { ALERTS_CHANGED } from "../../functions/stream/bus.ts";
import { createQueue, letSend, type Queue } from "./queue.ts";
import type { Services } from "./services.ts";

export interface ListeningQueue extends Queue {
  /** Deletes what the suite has made. */
  close(): Promise<void>;
}

/** A rule on the stack's bus and a queue for the events it matches, as a user would add them. */
export async function startQueueBehindBus(
  { buses, queues }: Services,
  busName: string,
  name: string,
): Promise<ListeningQueue> {
  const queue = await createQueue(queues, name);
  const ofBus = { EventBusName: busName };
  const EventPattern = JSON.stringify({ "detail-type": [ALERTS_CHANGED] });
  const { RuleArn } = await buses.send(new PutRuleCommand({ ...ofBus, Name: name, EventPattern }));
  await letSend(queues, queue, RuleArn);
  const Targets = [{ Id: "queue", Arn: queue.queueArn }];
  await buses.send(new PutTargetsCommand({ ...ofBus, Rule: name, Targets }));
  return {
    ...queue,
    close: async () => {
      await buses.send(new RemoveTargetsCommand({ ...ofBus, Rule: name, Ids: ["queue"] }));
      await buses.send(new DeleteRuleCommand({ ...ofBus, Name: name }));
      await queues.send(new DeleteQueueCommand({ QueueUrl: queue.queueUrl }));
    },
  };
}
