import { type DynamoDBDocumentClient, ScanCommand, type ScanCommandInput } from "@aws-sdk/lib-dynamodb";
import { inParallel } from "../core/in-parallel.ts";
import type { OpeningName } from "../core/telling.ts";
import type { TellableAlertsPort } from "../tell/ports.ts";
import type { AlertItem } from "./alert-item.ts";
import { BATCH_KEYS_MAX, batchGet } from "./batch-get.ts";
import { hasExpired } from "./times.ts";

const BATCHES_AT_ONCE = 4;

/** Reads alerts for whoever tells people: all open ones from their index, single ones strongly from the table. */
export class TellableAlerts implements TellableAlertsPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  /** One scan of the index, which holds nothing but open alerts: a read unit for some 14 of them. */
  async seemOpen(): Promise<AlertItem[]> {
    const found: AlertItem[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const scan: ScanCommandInput = { TableName: this.#table, IndexName: "open", ExclusiveStartKey: from };
      const { Items = [], LastEvaluatedKey } = await this.#client.send(new ScanCommand(scan));
      found.push(...(Items as AlertItem[]));
      from = LastEvaluatedKey;
    } while (from !== undefined);
    return found;
  }

  async get(names: readonly OpeningName[]): Promise<AlertItem[]> {
    const batches = Array.from({ length: Math.ceil(names.length / BATCH_KEYS_MAX) }, (_, index) =>
      names.slice(index * BATCH_KEYS_MAX, (index + 1) * BATCH_KEYS_MAX),
    );
    const found: AlertItem[] = [];
    await inParallel(batches, BATCHES_AT_ONCE, async (batch) => {
      const keys = batch.map(({ systemId, alertId }) => ({ systemId, alertId }));
      found.push(...(await batchGet<AlertItem>(this.#client, this.#table, keys, "strong")));
    });
    return found.filter((alert) => !hasExpired(alert, this.#now()));
  }
}
