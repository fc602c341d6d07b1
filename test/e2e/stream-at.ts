import { type KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import { ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import type { StreamMessage } from "../../functions/core/messages.ts";
import { kinesisClient, queueClient } from "../../functions/runtime/clients.ts";
import { DEFAULT_NAMES } from "../../functions/runtime/environment.ts";
import type { FaultMessage } from "../../functions/stream/fault-message.ts";
import { messagesOn } from "../deployed/stream-messages.ts";

const StreamName = DEFAULT_NAMES.streamName;
const ACCOUNT = { region: "us-east-1", credentials: { accessKeyId: "local", secretAccessKey: "local" } };

/** Puts raw records one after the other. */
export async function putRecords(endpoint: string, records: readonly Uint8Array[]): Promise<void> {
  await withStreams(endpoint, async (streams) => {
    for (const Data of records) {
      await streams.send(new PutRecordCommand({ StreamName, PartitionKey: "garbage", Data }));
    }
  });
}

/** All messages on the stream that can be read. */
export async function messagesAt(endpoint: string): Promise<StreamMessage[]> {
  return await withStreams(endpoint, (streams) => messagesOn({ streams }, StreamName));
}

/** Receives up to ten messages of the faults queue. */
export async function faultsAt(endpoint: string): Promise<FaultMessage[]> {
  const queue = queueClient({ endpoint, ...ACCOUNT });
  const QueueUrl = `${endpoint}/000000000000/${DEFAULT_NAMES.faultsQueueName}`;
  try {
    const received = await queue.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
    return (received.Messages ?? []).map(({ Body }) => JSON.parse(Body ?? "") as FaultMessage);
  } finally {
    queue.destroy();
  }
}

async function withStreams<T>(endpoint: string, use: (streams: KinesisClient) => Promise<T>): Promise<T> {
  const streams = kinesisClient({ endpoint, ...ACCOUNT });
  try {
    return await use(streams);
  } finally {
    streams.destroy();
  }
}
