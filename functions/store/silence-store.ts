import { createHash } from "node:crypto";
import { type DynamoDBDocumentClient, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { isoTime } from "../core/iso-time.ts";
import type { Silence } from "../core/silences.ts";
import { conditionHeld } from "./refusals.ts";
import { readSilences, SILENCES } from "./silence-reading.ts";
import { timeToLiveOf } from "./times.ts";

/** A silence that is over can still be looked up for this long. */
const KEPT_AFTER_MS = 30 * 86_400_000;

/** Keeps the silences. */
export class SilenceStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async list(): Promise<Silence[]> {
    return await readSilences(this.#client, this.#table);
  }

  /** Returns the silence with its id, which its content alone decides: adding it again changes nothing. */
  async add(silence: Omit<Silence, "silenceId">): Promise<Silence> {
    const hash = createHash("sha256").update(JSON.stringify(silence)).digest("hex").slice(0, 10);
    const put = new PutCommand({
      TableName: this.#table,
      Item: { subject: SILENCES, item: hash, ...silence, expiresAt: expiryOf(silence.until) },
      ConditionExpression: "attribute_not_exists(subject)",
    });
    const isNew = await conditionHeld(this.#client.send(put));
    const standing = isNew ? undefined : (await this.list()).find(({ silenceId }) => silenceId === hash);
    // The clock of a city or a tape may stand still: what was ended at this time is added anew.
    if (standing !== undefined && standing.until !== silence.until) {
      return await this.add({ ...silence, addedAt: isoTime(Date.parse(silence.addedAt) + 1) });
    }
    return { ...silence, silenceId: hash };
  }

  /** Ends the silence at `at`, in ISO 8601. Returns false when there is none of this id that ends later. */
  async end(silenceId: string, at: string, by: string): Promise<boolean> {
    const update = new UpdateCommand({
      TableName: this.#table,
      Key: { subject: SILENCES, item: silenceId },
      UpdateExpression: "SET #until = :at, endedBy = :by, expiresAt = :expiresAt",
      ConditionExpression: "attribute_exists(subject) AND #until > :at",
      ExpressionAttributeNames: { "#until": "until" },
      ExpressionAttributeValues: { ":at": at, ":by": by, ":expiresAt": expiryOf(at) },
    });
    return await conditionHeld(this.#client.send(update));
  }
}

function expiryOf(until: string): number {
  return timeToLiveOf(Date.parse(until) + KEPT_AFTER_MS);
}
