import { type DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import type { Silence } from "../core/silences.ts";

/** All silences are one subject of the table `people`, which is read whole. */
export const SILENCES = "silence";

/** Returns all silences, those that are over too, by their beginnings; read strongly consistently. */
export async function readSilences(client: DynamoDBDocumentClient, table: string): Promise<Silence[]> {
  const query = {
    TableName: table,
    ConsistentRead: true,
    KeyConditionExpression: "subject = :subject",
    ExpressionAttributeValues: { ":subject": SILENCES },
  };
  const silences: Silence[] = [];
  for await (const { Items = [] } of paginateQuery({ client }, query)) {
    silences.push(...Items.map(silenceOf));
  }
  return silences.sort((a, b) => (a.from < b.from ? -1 : Number(a.from > b.from)));
}

function silenceOf({ subject: _subject, item, expiresAt: _expiresAt, ...silence }: Record<string, unknown>) {
  return { ...silence, silenceId: item } as unknown as Silence;
}
