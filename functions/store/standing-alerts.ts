import { type DynamoDBDocumentClient, QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { RuleName } from "../core/rules.ts";
import type { StandingAlert } from "../core/standing-alerts.ts";
import type { OpenAlertsPort } from "../detect/ports.ts";
import type { AlertItem } from "./alert-item.ts";
import { BATCH_KEYS_MAX, batchGet } from "./batch-get.ts";
import { millisecondsOf } from "./times.ts";

/**
 * Reads which alerts of a system are open: its index proposes, the table decides. The index follows the table within
 * moments, so what has just been flushed may be missing.
 */
export class StandingAlerts implements OpenAlertsPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async list(systemId: string): Promise<readonly StandingAlert[]> {
    const standing: StandingAlert[] = [];
    let from: Record<string, unknown> | undefined;
    do {
      const query: QueryCommandInput = {
        TableName: this.#table,
        IndexName: "open",
        KeyConditionExpression: "systemId = :systemId",
        ExpressionAttributeValues: { ":systemId": systemId },
        Limit: BATCH_KEYS_MAX,
        ExclusiveStartKey: from,
      };
      const { Items = [], LastEvaluatedKey } = await this.#client.send(new QueryCommand(query));
      const keys = Items.map(({ alertId }) => ({ systemId, alertId: String(alertId) }));
      if (keys.length > 0) {
        const items = await batchGet<AlertItem>(this.#client, this.#table, keys, "strong");
        standing.push(...items.flatMap((item) => standingOf(item) ?? []));
      }
      from = LastEvaluatedKey;
    } while (from !== undefined);
    return standing.sort((a, b) => (a.alertId < b.alertId ? -1 : 1));
  }
}

/** Returns null for an alert that is open no longer. */
function standingOf(item: AlertItem): StandingAlert | null {
  const startedAt = millisecondsOf(item.startedAt);
  if (item.openSince === undefined || startedAt === null) return null;
  const { alertId, stationId = null, stationName = null, address = null } = item;
  return {
    alertId,
    stationId,
    rule: item.rule as RuleName,
    baseline: item.baseline === true,
    startedAt,
    openedAt: millisecondsOf(item.openedAt) ?? startedAt,
    stationName,
    address,
  };
}
