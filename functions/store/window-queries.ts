import { type DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { isoTime } from "../core/iso-time.ts";
import { hasExpired } from "./times.ts";

/** A five-minute window of a city as stored in the table. */
export interface WindowItem {
  readonly systemId: string;
  readonly windowStart: string;
  readonly vehicles: number;
  readonly docks: number;
  /** How many stations had a known count in the window. */
  readonly stations: number;
  /** Seconds since the epoch. */
  readonly expiresAt?: number;
}

/** Which windows to read: they start from `since` to before `until`, in milliseconds since the epoch. */
export interface WindowFilter {
  readonly systemId: string;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
  /** Only this many of the newest windows; all where absent. */
  readonly newest?: number | undefined;
}

/** Reads the table of city windows. */
export class WindowQueries {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  /** Returns the windows in order of time, without expired ones and those that `newest` cuts off. */
  async list({ systemId, since, until, newest }: WindowFilter): Promise<WindowItem[]> {
    const from = since === undefined ? "0" : isoTime(since);
    const to = until === undefined ? "A" : isoTime(until - 1);
    const found: WindowItem[] = [];
    const most = newest ?? Number.POSITIVE_INFINITY;
    if (from > to) return found;
    const query = {
      TableName: this.#table,
      KeyConditionExpression: "systemId = :systemId AND windowStart BETWEEN :from AND :to",
      ExpressionAttributeValues: { ":systemId": systemId, ":from": from, ":to": to },
      ScanIndexForward: false,
      ...(newest === undefined ? {} : { Limit: newest }),
    };
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      found.push(...(Items as WindowItem[]).filter((item) => !hasExpired(item, this.#now())));
      if (found.length >= most) break;
    }
    return found.slice(0, most).reverse();
  }
}
