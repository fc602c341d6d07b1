import { writeFile } from "node:fs/promises";
import { type DynamoDBDocumentClient, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { AlertItem } from "../functions/store/alert-item.ts";
import { TABLE_NAMES } from "./tables.ts";

/**
 * Writes a system's alerts as `systemId,stationId,rule,event,at`, sorted, times in whole seconds: a baseline's end
 * without its opening.
 */
export async function exportAlerts(
  tables: DynamoDBDocumentClient,
  systemIds: readonly string[],
  file: string,
): Promise<void> {
  const lines: string[] = [];
  for (const systemId of systemIds) {
    for await (const alert of alertsOf(tables, systemId)) lines.push(...eventLines(alert));
  }
  await writeFile(file, ["systemId,stationId,rule,event,at", ...lines.sort(), ""].join("\n"));
}

async function* alertsOf(tables: DynamoDBDocumentClient, systemId: string): AsyncGenerator<AlertItem> {
  let from: Record<string, unknown> | undefined;
  do {
    const page = await tables.send(
      new QueryCommand({
        TableName: TABLE_NAMES.alerts,
        KeyConditionExpression: "systemId = :systemId",
        ExpressionAttributeValues: { ":systemId": systemId },
        ExclusiveStartKey: from,
      }),
    );
    yield* (page.Items ?? []) as AlertItem[];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

function eventLines(alert: AlertItem): string[] {
  const line = (event: string, at: string) =>
    [alert.systemId, alert.stationId ?? "", alert.rule, event, `${at.slice(0, 19)}Z`].join(",");
  return [
    ...(alert.baseline ? [] : [line("opened", alert.openedAt)]),
    ...(alert.resolvedAt === undefined ? [] : [line("resolved", alert.resolvedAt)]),
  ];
}
