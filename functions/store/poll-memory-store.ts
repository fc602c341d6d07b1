import { randomUUID } from "node:crypto";
import { type DynamoDBDocumentClient, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { AHEAD_MS_MAX } from "../core/clocks.ts";
import { isoOrNull, isoTime } from "../core/iso-time.ts";
import { messageOf } from "../core/messages.ts";
import type { Lease, PolledMemory, PollMemory, PollMemoryPort, Recalled } from "../poll/ports.ts";
import { BATCH_KEYS_MAX, batchGet } from "./batch-get.ts";
import { conditionHeld } from "./refusals.ts";
import { millisecondsOf } from "./times.ts";

/** No system waits longer for its next poll. */
const WAIT_MS_MAX = 3_600_000;

const FREE = "(attribute_not_exists(leaseUntil) OR leaseUntil <= :now OR leaseUntil > :lastLease)";
const DUE =
  "(attribute_not_exists(nextDueAt) OR nextDueAt <= :now OR nextDueAt > :lastDue OR lastPolledAt > :latest)";

const FORGOTTEN = [
  "leaseToken",
  "leaseUntil",
  "nextDueAt",
  "patientUntil",
  "urls",
  "urlsGoodUntil",
  "known",
  "knownAt",
  "ttlSeconds",
  "rosterHash",
  "rosterSentAt",
  "rosterAskedAt",
  "rosterStationsHash",
];

/** Keeps one item per system in the table `polls`. Leases are taken and memories saved by conditional writes. */
export class PollMemoryStore implements PollMemoryPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  readonly #alwaysDue: boolean;
  readonly #dueCondition: string;

  /**
   * With `alwaysDue`, due times and asked patience are ignored, the times of URLs too: on a tape every response is a due
   * poll.
   */
  constructor(client: DynamoDBDocumentClient, table: string, alwaysDue = false) {
    this.#client = client;
    this.#table = table;
    this.#alwaysDue = alwaysDue;
    this.#dueCondition = alwaysDue ? FREE : `${FREE} AND ${DUE}`;
  }

  /**
   * Reads a hundred systems at a time, eventually consistently: a tenth of the cost of trying for each lease. The lease
   * still decides who polls.
   */
  async recall(systemIds: readonly string[]): Promise<Recalled> {
    const chunks = Array.from({ length: Math.ceil(systemIds.length / BATCH_KEYS_MAX) }, (_, index) =>
      systemIds.slice(index * BATCH_KEYS_MAX, (index + 1) * BATCH_KEYS_MAX),
    );
    const items = new Map<string, Record<string, unknown>>();
    const failures: string[] = [];
    const read = async (chunk: readonly string[]) => {
      try {
        const keys = chunk.map((systemId) => ({ systemId }));
        const found = await batchGet<Record<string, unknown>>(this.#client, this.#table, keys);
        for (const item of found) items.set(String(item.systemId), item);
      } catch (error) {
        failures.push(`poll memory of ${chunk.length} systems from ${chunk[0]} on: ${messageOf(error)}`);
      }
    };
    await Promise.all(chunks.map(read));
    const memories = systemIds.map((systemId) => memoryOf(systemId, items.get(systemId) ?? {}));
    return { memories: memories.map((memory) => this.#dueOrNot(memory)), failures };
  }

  async take(systemId: string, now: number, leaseMs: number): Promise<Lease | null> {
    const token = randomUUID();
    const update = new UpdateCommand({
      TableName: this.#table,
      Key: { systemId },
      UpdateExpression: "SET leaseToken = :token, leaseUntil = :until",
      ConditionExpression: this.#dueCondition,
      ExpressionAttributeValues: {
        ":token": token,
        ":until": isoTime(now + leaseMs),
        ":now": isoTime(now),
        ":lastLease": isoTime(now + leaseMs + AHEAD_MS_MAX),
        ...(this.#alwaysDue
          ? {}
          : {
              ":lastDue": isoTime(now + WAIT_MS_MAX + AHEAD_MS_MAX),
              ":latest": isoTime(now + AHEAD_MS_MAX),
            }),
      },
      ReturnValues: "ALL_NEW",
    });
    let item: Record<string, unknown> = {};
    const send = async () => {
      item = (await this.#client.send(update)).Attributes ?? {};
    };
    if (!(await conditionHeld(send()))) return null;
    const memory = this.#dueOrNot(memoryOf(systemId, item));
    return { memory: this.#alwaysDue ? { ...memory, urlsGoodUntil: null } : memory, token };
  }

  #dueOrNot(memory: PollMemory): PollMemory {
    return this.#alwaysDue ? { ...memory, nextDueAt: 0, patientUntil: null } : memory;
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

  async list(): Promise<readonly PolledMemory[]> {
    const memories: PolledMemory[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const page = await this.#client.send(
        new ScanCommand({ TableName: this.#table, ExclusiveStartKey: from }),
      );
      for (const item of page.Items ?? []) {
        const leaseUntil = millisecondsOf(item.leaseUntil);
        memories.push({ ...memoryOf(String(item.systemId), item), leaseUntil });
      }
      from = page.LastEvaluatedKey;
    } while (from !== undefined);
    return memories;
  }

  /**
   * For a restart of the stream: makes the next poll due at once, with new URLs (a feed on this machine has another
   * port by then) and the whole body.
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
    failingSince: isoOrNull(memory.failingSince),
    patientUntil: isoOrNull(memory.patientUntil),
    urlsGoodUntil: isoOrNull(memory.urlsGoodUntil),
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
    source: stored.source ?? null,
    nextDueAt: millisecondsOf(item.nextDueAt) ?? 0,
    failuresInARow: stored.failuresInARow ?? 0,
    failingSince: millisecondsOf(item.failingSince),
    patientUntil: millisecondsOf(item.patientUntil),
    urls: stored.urls ?? null,
    urlsGoodUntil: millisecondsOf(item.urlsGoodUntil),
    // Memories saved by older versions have no lastModified.
    known: stored.known ? { ...stored.known, lastModified: stored.known.lastModified ?? null } : null,
    knownAt: millisecondsOf(item.knownAt),
    ttlSeconds: stored.ttlSeconds ?? 0,
    timeZone: stored.timeZone ?? null,
    openingHours: stored.openingHours ?? null,
    vehicleTypes: stored.vehicleTypes ?? null,
    unheeded: stored.unheeded ?? [],
    rosterHash: stored.rosterHash ?? null,
    rosterSentAt: millisecondsOf(item.rosterSentAt),
    rosterAskedAt: millisecondsOf(item.rosterAskedAt),
    rosterStationsHash: stored.rosterStationsHash ?? null,
    retiredAt: millisecondsOf(item.retiredAt),
    lastPolledAt: millisecondsOf(item.lastPolledAt),
    lastOutcome: stored.lastOutcome ?? null,
    lastReason: stored.lastReason ?? null,
  };
}
