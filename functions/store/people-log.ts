import { createHash } from "node:crypto";
import { type DynamoDBDocumentClient, PutCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import type { Act, Handling } from "../core/handling.ts";
import { conditionHeld } from "./refusals.ts";
import { hasExpired, timeToLiveOf } from "./times.ts";

/** Who did what with an alert. */
export interface LogEntry {
  readonly act: Act["type"];
  /** A claim. */
  readonly by: string;
  /** The ARN that AWS vouches for; absent where nobody does. */
  readonly caller?: string;
  /** ISO 8601 in UTC, by the writer's clock. */
  readonly at: string;
  readonly wrote: Partial<Handling>;
  readonly replaced: Partial<Handling>;
}

interface LogItem extends LogEntry {
  readonly subject: string;
  readonly item: string;
  readonly expiresAt: number;
}

/** What follows the alert's id in an entry's name. */
const NAME_END = /^\d{4}-\d\d-\d\dT[\d:.]+Z\/[0-9a-f]{12}$/;

/** Keeps the log of what people do with alerts: one subject a system in the table `people`. */
export class PeopleLog {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Put if absent, under a name that only the same act has. `expiresAt` is in milliseconds. */
  async put(systemId: string, alertId: string, entry: LogEntry, expiresAt: number): Promise<void> {
    const hash = createHash("sha256").update(JSON.stringify(entry)).digest("hex").slice(0, 12);
    const put = new PutCommand({
      TableName: this.#table,
      Item: {
        subject: subjectOf(systemId),
        item: `${alertId}/${entry.at}/${hash}`,
        ...entry,
        expiresAt: timeToLiveOf(expiresAt),
      },
      ConditionExpression: "attribute_not_exists(#item)",
      ExpressionAttributeNames: { "#item": "item" },
    });
    await conditionHeld(this.#client.send(put));
  }

  /** Returns the entries about one alert that have not expired, in their writers' order of time. */
  async of(systemId: string, alertId: string, now: number): Promise<readonly LogEntry[]> {
    const prefix = `${alertId}/`;
    const query = {
      TableName: this.#table,
      ConsistentRead: true,
      KeyConditionExpression: "subject = :subject AND begins_with(#item, :prefix)",
      ExpressionAttributeNames: { "#item": "item" },
      ExpressionAttributeValues: { ":subject": subjectOf(systemId), ":prefix": prefix },
    };
    const entries: LogEntry[] = [];
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      for (const { subject: _subject, item, expiresAt, ...entry } of Items as LogItem[]) {
        // A station's id may have slashes, so that another alert's id may begin like this one.
        if (NAME_END.test(item.slice(prefix.length)) && !hasExpired({ expiresAt }, now)) entries.push(entry);
      }
    }
    return entries;
  }
}

function subjectOf(systemId: string): string {
  return `log/${systemId}`;
}
