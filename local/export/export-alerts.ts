import { randomUUID } from "node:crypto";
import { lstatSync } from "node:fs";
import { rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { messageOf } from "../../functions/core/messages.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { millisecondsOf } from "../../functions/store/times.ts";
import {
  type AlertEvent,
  EVENT_COLUMNS,
  eventLines,
  sortBytewise,
} from "../../functions/words/event-lines.ts";
import { TABLE_NAMES } from "../tables.ts";

/** Writes the systems' alerts as events, in a replay's columns; of an alert from a baseline it writes only the end. */
export async function exportAlerts(
  tables: DynamoDBDocumentClient,
  systemIds: readonly string[],
  file: string,
): Promise<void> {
  const lines: string[] = [];
  for (const systemId of systemIds) {
    const events: AlertEvent[] = [];
    const query = {
      TableName: TABLE_NAMES.alerts,
      KeyConditionExpression: "systemId = :systemId",
      ExpressionAttributeValues: { ":systemId": systemId },
    };
    for await (const { Items = [] } of paginateQuery({ client: tables }, query)) {
      events.push(...(Items as AlertItem[]).flatMap(eventsOf));
    }
    lines.push(...eventLines(systemId, events));
  }
  await replaceFile(file, [EVENT_COLUMNS.join(","), ...sortBytewise(lines), ""].join("\n"));
}

/** Puts the whole text in place of the file, or leaves that as it was. Throws one sentence. */
async function replaceFile(file: string, text: string): Promise<void> {
  try {
    const known = lstatSync(file, { throwIfNoEntry: false });
    // A link, a pipe or a device is written to and not replaced.
    if (known?.isFile() === false) await writeFile(file, text);
    else await replaceRegularFile(file, text, known?.mode);
  } catch (cause) {
    throw new Error(`cannot write ${file}: ${messageOf(cause)}`, { cause });
  }
}

/** The text is written beside the file first, under a name that nobody has. */
async function replaceRegularFile(file: string, text: string, mode: number | undefined): Promise<void> {
  const next = join(dirname(file), `.stationwatch-${randomUUID()}`);
  try {
    await writeFile(next, text, { flag: "wx", mode });
    await rename(next, file);
  } catch (cause) {
    await rm(next, { force: true }).catch(() => {});
    throw cause;
  }
}

function eventsOf(alert: AlertItem): AlertEvent[] {
  const { rule, baseline } = alert;
  const stationId = alert.stationId ?? null;
  const openedAt = millisecondsOf(alert.openedAt);
  const resolvedAt = millisecondsOf(alert.resolvedAt);
  return [
    ...(baseline || openedAt === null ? [] : [{ stationId, rule, event: "opened" as const, at: openedAt }]),
    ...(resolvedAt === null ? [] : [{ stationId, rule, event: "resolved" as const, at: resolvedAt }]),
  ];
}
