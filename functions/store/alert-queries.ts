import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { isoTime } from "../core/iso-time.ts";
import type { RuleName } from "../core/rules.ts";
import { type AlertItem, stationKeyOf } from "./alert-item.ts";
import { BATCH_KEYS_MAX, batchGet } from "./batch-get.ts";
import { hasExpired } from "./times.ts";

/** Which alerts to read: startedAt is from `since` to before `until`, in milliseconds since the epoch. */
export interface AlertFilter {
  readonly systems: readonly SystemScope[];
  readonly stationId?: string | undefined;
  readonly rule?: RuleName | undefined;
  readonly openOnly?: boolean | undefined;
}

export interface SystemScope {
  readonly systemId: string;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

/** The last alert of a page; the next page continues after it, whatever has been opened since. */
export interface AlertPosition {
  readonly alertId: string;
  readonly systemId: string;
}

export interface AlertPage {
  /** Newest first, by alertId; without expired ones. */
  readonly items: readonly AlertItem[];
  readonly next: AlertPosition | null;
}

const QUERY_LIMIT_MAX = 1_000;

/** Reads the table of alerts, by whichever key or index fits the question. */
export class AlertQueries {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  /** Returns null when there is no such alert, or it has expired. */
  async get(systemId: string, alertId: string): Promise<AlertItem | null> {
    const get = new GetCommand({ TableName: this.#table, Key: { systemId, alertId } });
    const item = (await this.#client.send(get)).Item as AlertItem | undefined;
    return item === undefined || hasExpired(item, this.#now()) ? null : item;
  }

  /** Returns at most `limit` alerts of all the systems, merged. */
  async page(filter: AlertFilter, limit: number, after: AlertPosition | null): Promise<AlertPage> {
    // Queries that are filtered after reading read large pages, since few of their items may remain.
    const isSifted =
      filter.rule !== undefined || (filter.stationId !== undefined && filter.openOnly === true);
    const pieces = isSifted ? QUERY_LIMIT_MAX : Math.min(limit + 1, QUERY_LIMIT_MAX);
    const sources = filter.systems.map((scope) => this.#newestFirst(scope, filter, pieces, after));
    const heads = await Promise.all(sources.map((source) => source.next()));
    const items: AlertItem[] = [];
    for (;;) {
      let first = -1;
      for (const [index, { value }] of heads.entries()) {
        const best = heads[first]?.value;
        if (value && (!best || compare(value, best) < 0)) first = index;
      }
      const item = heads[first]?.value;
      const last = items.at(-1);
      if (!item) return { items, next: null };
      if (last !== undefined && items.length === limit) {
        return { items, next: { alertId: last.alertId, systemId: last.systemId } };
      }
      items.push(item);
      heads[first] = (await sources[first]?.next()) ?? { value: undefined, done: true };
    }
  }

  async *#newestFirst(
    scope: SystemScope,
    filter: AlertFilter,
    pieces: number,
    after: AlertPosition | null,
  ): AsyncGenerator<AlertItem, void, void> {
    const source =
      filter.stationId !== undefined
        ? this.#ofStation(scope, filter.stationId, pieces, after)
        : filter.openOnly === true
          ? this.#open(scope, pieces, after)
          : this.#all(scope, pieces, after);
    for await (const item of source) {
      if (after !== null && compare(item, after) <= 0) continue;
      if (filter.rule !== undefined && item.rule !== filter.rule) continue;
      if (filter.openOnly === true && item.status !== "open") continue;
      if (!hasExpired(item, this.#now())) yield item;
    }
  }

  #all(scope: SystemScope, pieces: number, after: AlertPosition | null) {
    const until = upperBound(scope.until, after?.alertId);
    return this.#query<AlertItem>("systemId", scope.systemId, "alertId", scope.since, until, pieces);
  }

  /** DynamoDB promises no order among alerts of one openSince, so they are sorted before they are returned. */
  async *#open(scope: SystemScope, pieces: number, after: AlertPosition | null) {
    // An alertId begins with its openSince.
    const until = upperBound(scope.until, after?.alertId.split("/")[0]);
    const { systemId, since } = scope;
    let moment: AlertItem[] = [];
    const query = this.#query<AlertItem>("systemId", systemId, "openSince", since, until, pieces, "open");
    for await (const item of query) {
      if (scope.until !== undefined && item.startedAt >= isoTime(scope.until)) continue;
      if (moment[0] !== undefined && moment[0].openSince !== item.openSince) {
        yield* moment.sort(compare);
        moment = [];
      }
      moment.push(item);
    }
    yield* moment.sort(compare);
  }

  async *#ofStation(scope: SystemScope, stationId: string, pieces: number, after: AlertPosition | null) {
    const { systemId, since } = scope;
    const until = upperBound(scope.until, after?.alertId);
    const key = stationKeyOf(systemId, stationId);
    let alertIds: string[] = [];
    for await (const { alertId } of this.#query<AlertPosition>(
      "stationKey",
      key,
      "alertId",
      since,
      until,
      pieces,
      "byStation",
    )) {
      if (alertIds.push(alertId) < Math.min(pieces, BATCH_KEYS_MAX)) continue;
      yield* await this.#getAll(systemId, alertIds);
      alertIds = [];
    }
    yield* await this.#getAll(systemId, alertIds);
  }

  async #getAll(systemId: string, alertIds: readonly string[]): Promise<AlertItem[]> {
    if (alertIds.length === 0) return [];
    const keys = alertIds.map((alertId) => ({ systemId, alertId }));
    return (await batchGet<AlertItem>(this.#client, this.#table, keys)).sort(compare);
  }

  async *#query<Item>(
    partitionName: string,
    partition: string,
    sortName: string,
    since: number | undefined,
    until: string,
    pieces: number,
    index?: string,
  ): AsyncGenerator<Item, void, void> {
    const from = since === undefined ? "0" : isoTime(since);
    if (from > until) return;
    const query = {
      TableName: this.#table,
      ...(index === undefined ? {} : { IndexName: index }),
      KeyConditionExpression: "#partition = :partition AND #sort BETWEEN :from AND :until",
      ExpressionAttributeNames: { "#partition": partitionName, "#sort": sortName },
      ExpressionAttributeValues: { ":partition": partition, ":from": from, ":until": until },
      ScanIndexForward: false,
      Limit: pieces,
    };
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      yield* Items as Item[];
    }
  }
}

/**
 * Returns the greatest sort key to read. `<until>` itself sorts before every alertId that begins with it, so those are
 * out; "A" sorts after all keys, which begin with a year of four digits. When a page continues after an alert, perhaps
 * another system's, the lower of the two bounds counts.
 */
function upperBound(until: number | undefined, after = "A"): string {
  const bound = until === undefined ? "A" : isoTime(until);
  return after < bound ? after : bound;
}

/** Orders alerts newest first, and bytewise, as DynamoDB orders keys. */
function compare(a: AlertPosition, b: AlertPosition): number {
  return (
    Buffer.compare(Buffer.from(b.alertId), Buffer.from(a.alertId)) ||
    (a.systemId < b.systemId ? -1 : Number(a.systemId > b.systemId))
  );
}
