import { type KinesisClient, PutRecordCommand } from "@aws-sdk/client-kinesis";
import type { StreamMessage } from "../core/messages.ts";
import type { PollOutcome } from "../core/observation.ts";
import type { Roster } from "../core/roster.ts";
import type { PublishPort } from "../poll/ports.ts";
import { encodeRecord } from "./records.ts";

/** Kinesis takes records of up to 1 MiB, the partition key included. */
const RECORD_BYTES_MAX = 1_048_576 - 1_024;

/**
 * One put per record: it is one record per system and poll, and the answer of a single put is either an
 * acknowledgement or an error, never a part of both.
 */
export class Publisher implements PublishPort {
  readonly #client: KinesisClient;
  readonly #streamName: string;

  constructor(client: KinesisClient, streamName: string) {
    this.#client = client;
    this.#streamName = streamName;
  }

  /** Addresses go first when the roster is too large for a record; names and positions matter more. */
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
