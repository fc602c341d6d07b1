import { type KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import type { StreamMessage } from "../core/messages.ts";
import type { PollOutcome } from "../core/observation.ts";
import type { Roster } from "../core/roster.ts";
import type { PublishPort } from "../poll/ports.ts";
import { encodeRecord } from "./records.ts";

/** A record has at most this many bytes: Kinesis takes 1 MiB with the partition key. */
const RECORD_BYTES_MAX = 1_048_576 - 1_024;

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

  /** Publishes the roster, without addresses where it is too large for a record: names and positions matter more. */
  async publishRoster(roster: Roster): Promise<void> {
    const bytes = encodeRecord(roster);
    if (bytes.length <= RECORD_BYTES_MAX) return await this.#put(roster.systemId, bytes);
    const stations = roster.stations.map((station) => ({ ...station, address: null }));
    await this.#publish({ ...roster, stations });
  }

  async publishOutcome(outcome: PollOutcome): Promise<void> {
    await this.#publish(outcome);
  }

  async #publish(message: StreamMessage): Promise<void> {
    const bytes = encodeRecord(message);
    if (bytes.length > RECORD_BYTES_MAX) {
      throw new RangeError(
        `the ${message.type} of ${message.systemId} takes ${bytes.length} bytes, expected at most ${RECORD_BYTES_MAX}`,
      );
    }
    await this.#put(message.systemId, bytes);
  }

  async #put(systemId: string, bytes: Uint8Array): Promise<void> {
    const put = new PutRecordCommand({ StreamName: this.#streamName, PartitionKey: systemId, Data: bytes });
    await this.#client.send(put);
  }
}
