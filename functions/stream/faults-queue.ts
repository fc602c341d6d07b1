import { deflateRawSync } from "node:zlib";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Fault, FaultPort, RawRecord } from "../detect/ports.ts";

/** A message has at most this many characters of record bytes: SQS takes 256 KB in all. */
const BYTES_TEXT_MAX = 200_000;

/** A message of the faults queue. */
export interface FaultMessage {
  readonly v: 1;
  readonly systemId: string | null;
  readonly reason: string;
  readonly shardId?: string;
  readonly sequenceNumber?: string;
  readonly arrivedAt?: string;
  /** The record's bytes, deflated (raw) and in base64; absent where that is too long: the stream still has them. */
  readonly bytes?: string;
  readonly effect?: unknown;
}

/** Sets faults aside in an SQS queue. */
export class FaultsQueue implements FaultPort {
  readonly #client: SQSClient;
  readonly #queueUrl: string;

  constructor(client: SQSClient, queueUrl: string) {
    this.#client = client;
    this.#queueUrl = queueUrl;
  }

  async setAside(fault: Fault): Promise<void> {
    const message: FaultMessage = {
      v: 1,
      systemId: fault.systemId,
      reason: fault.reason,
      ...(fault.record === null ? {} : recordFields(fault.record)),
      ...(fault.effect === null ? {} : { effect: fault.effect }),
    };
    const send = new SendMessageCommand({ QueueUrl: this.#queueUrl, MessageBody: toAscii(message) });
    await this.#client.send(send);
  }
}

/** Returns JSON in ASCII: SQS refuses U+FFFF and half surrogate pairs, and station ids may have any character. */
function toAscii(message: FaultMessage): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(message).replace(/[^\x20-\x7e]/g, escaped);
}

function recordFields(record: RawRecord): Partial<FaultMessage> {
  const bytes = deflateRawSync(record.bytes).toString("base64");
  return {
    shardId: record.shardId,
    sequenceNumber: record.sequenceNumber,
    arrivedAt: new Date(record.arrivedAt).toISOString(),
    ...(bytes.length > BYTES_TEXT_MAX ? {} : { bytes }),
  };
}
