import { randomUUID } from "node:crypto";
import { type DynamoDBDocumentClient, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { isoTime } from "../core/iso-time.ts";
import type { Lease, PollMemory, PollMemoryPort } from "../poll/ports.ts";
import { conditionHeld } from "./refusals.ts";
import { isoOrNull, millisecondsOf } from "./times.ts";

const FREE = "(attribute_not_exists(leaseUntil) OR leaseUntil <= :now)";

const FORGOTTEN = [
  "leaseToken",
  "leaseUntil",
  "nextDueAt",
  "urls",
  "urlsFoundAt",
  "known",
  "knownAt",
  "ttlSeconds",
  "rosterHash",
  "rosterSentAt",
  "rosterAskedAt",
];

/** One item per system in the table `polls`. Taking the lease and saving are conditional writes. */
export class PollMemoryStore implements PollMemoryPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  readonly #dueCondition: string;

  /** With `alwaysDue`, due times do not apply: on a tape every response is a due poll. */
  constructor(client: DynamoDBDocumentClient, table: string, alwaysDue = false) {
    this.#client = client;
    this.#table = table;
    this.#dueCondition = alwaysDue
      ? FREE
      : `${FREE} AND (attribute_not_exists(nextDueAt) OR nextDueAt <= :now)`;
  }

  async take(systemId: string, now: number, leaseMs: number): Promise<Lease | null> {
    const token = randomUUID();
    const update = new UpdateCommand({
      TableName: this.#table,
      Key: { systemId },
      UpdateExpression: "SET leaseToken = :token, leaseUntil = :until",
      ConditionExpression: this.#dueCondition,
      ExpressionAttributeValues: { ":token": token, ":until": isoTime(now + leaseMs), ":now": isoTime(now) },
      ReturnValues: "ALL_NEW",
    });
    let item: Record<string, unknown> = {};
    const send = async () => {
      item = (await this.#client.send(update)).Attributes ?? {};
    };
    return (await conditionHeld(send())) ? { memory: memoryOf(systemId, item), token } : null;
  }

  async save(lease: Lease, memory: PollMemory): Promise<void> {
    const put = new PutCommand({
      TableName: this.#table,
      Item: itemOf(memory),
      ConditionExpression: "leaseToken = :token",
      ExpressionAttributeValues: { ":token": lease.token },
    });
    await conditionHeld(this.#client.send(put));
  }

  async list(): Promise<readonly PollMemory[]> {
    const memories: PollMemory[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new ScanCommand({ TableName: this.#table, ExclusiveStartKey: from }),
      );
      for (const item of page.Items ?? []) memories.push(memoryOf(String(item.systemId), item));
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return memories;
  }

  /**
   * After a restart of the stream: the next poll is due at once, looks for its URLs (a feed on this machine has
   * another port by then) and sends its body whole.
   */
  async forgetBody(systemId: string): Promise<void> {
    const update = new UpdateCommand({
      TableName: this.#table,
      Key: { systemId },
      UpdateExpression: `REMOVE ${FORGOTTEN.join(", ")}`,
    });
    await this.#client.send(update);
  }
}

function itemOf(memory: PollMemory): Record<string, unknown> {
  return {
    ...memory,
    nextDueAt: isoTime(memory.nextDueAt),
    urlsFoundAt: isoOrNull(memory.urlsFoundAt),
    knownAt: isoOrNull(memory.knownAt),
    rosterSentAt: isoOrNull(memory.rosterSentAt),
    rosterAskedAt: isoOrNull(memory.rosterAskedAt),
    retiredAt: isoOrNull(memory.retiredAt),
    lastPolledAt: isoOrNull(memory.lastPolledAt),
  };
}

function memoryOf(systemId: string, item: Record<string, unknown>): PollMemory {
  const stored = item as Partial<PollMemory>;
  return {
    systemId,
    nextDueAt: millisecondsOf(item.nextDueAt) ?? 0,
    failuresInARow: stored.failuresInARow ?? 0,
    urls: stored.urls ?? null,
    urlsFoundAt: millisecondsOf(item.urlsFoundAt),
    known: stored.known ?? null,
    knownAt: millisecondsOf(item.knownAt),
    ttlSeconds: stored.ttlSeconds ?? 0,
    timeZone: stored.timeZone ?? null,
    rosterHash: stored.rosterHash ?? null,
    rosterSentAt: millisecondsOf(item.rosterSentAt),
    rosterAskedAt: millisecondsOf(item.rosterAskedAt),
    retiredAt: millisecondsOf(item.retiredAt),
    lastPolledAt: millisecondsOf(item.lastPolledAt),
    lastOutcome: stored.lastOutcome ?? null,
    lastReason: stored.lastReason ?? null,
  };
}
