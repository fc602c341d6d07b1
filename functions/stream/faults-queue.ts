import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Fault, FaultPort } from "../detect/ports.ts";
import { faultBodies } from "./fault-message.ts";

/** Sets faults aside in an SQS queue. */
export class FaultsQueue implements FaultPort {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async setAside(fault: Fault): Promise<void> {
    for (const MessageBody of faultBodies(fault)) {
      await this.#client.send(new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody }));
    }
  }
}
