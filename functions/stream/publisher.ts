import { type KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import type { StreamMessage } from "../core/messages.ts";
import type { PollOutcome } from "../core/observation.ts";
import type { Roster } from "../core/roster.ts";
import type { PublishPort } from "../poll/ports.ts";
import { encodeRecord } from "./records.ts";
import { fitting, rosterRecord } from "./roster-record.ts";

/**
 * Publishes each record with its own put: there is one record per system and poll, and a single put is either
 * acknowledged or fails, never in part.
 */
export class Publisher implements PublishPort {
  readonly #client: KinesisClient;
  readonly #streamName: string;

  constructor(client: KinesisClient, streamName: string) {
    this.#client = client;
    this.#streamName = streamName;
  }

  async publishRoster(roster: Roster): Promise<{ readonly leftOut: string | null }> {
    const { bytes, leftOut } = rosterRecord(roster);
    await this.#put(roster.systemId, bytes);
    return { leftOut };
  }

  async publishOutcome(outcome: PollOutcome): Promise<void> {
    await this.#publish(outcome);
  }

  async #publish(message: StreamMessage): Promise<void> {
    await this.#put(message.systemId, fitting(message, encodeRecord(message)));
  }

  async #put(systemId: string, bytes: Uint8Array): Promise<void> {
    const put = new PutRecordCommand({ StreamName: this.#streamName, PartitionKey: systemId, Data: bytes });
    await this.#client.send(put);
  }
}
