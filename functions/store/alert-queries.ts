import { type DynamoDBDocumentClient, GetCommand, paginateQuery } from "@aws-sdk/lib-dynamodb";
import {
  type AlertFilter,
  earliestEnd,
  isAsked,
  isSifted,
  type SystemScope,
  startsOf,
} from "./alert-filter.ts";
import { type AlertItem, stationKeyOf } from "./alert-item.ts";
import { BATCH_KEYS_MAX, batchGet } from "./batch-get.ts";
import { hasExpired } from "./times.ts";

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

/**
 * Reads the table of alerts, by whichever key or index fits the question. Keys begin with startedAt, and an alert may
 * have begun long before the time that is asked for. So a question about anything but startedAt reads from its end back
 * to the oldest alert that is kept, newest first, and stops once the page is full. The table leaves out what was
 * resolved too early; a city of 1,500 stations with the default retention has some 100 MB, or 13,000 read units.
 */
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

  /** Returns at most `limit` alerts of the system whose ids begin with this text, the oldest first. */
  async beginningWith(systemId: string, beginning: string, limit: number): Promise<AlertItem[]> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: "systemId = :systemId AND begins_with(alertId, :beginning)",
      ExpressionAttributeValues: { ":systemId": systemId, ":beginning": beginning },
    };
    const found: AlertItem[] = [];
    for await (const { Items = [] } of paginateQuery(
      { client: this.#client, pageSize: QUERY_LIMIT_MAX },
      query,
    )) {
      found.push(...(Items as AlertItem[]).filter((item) => !hasExpired(item, this.#now())));
      if (found.length >= limit) break;
    }
    return found.slice(0, limit);
  }

  /** Returns at most `limit` alerts of all the systems, merged. */
  async page(filter: AlertFilter, limit: number, after: AlertPosition | null): Promise<AlertPage> {
    // Queries that are filtered after reading read large pages, since few of their items may remain.
    const pieces = filter.systems.some((scope) => isSifted(scope, filter))
      ? QUERY_LIMIT_MAX
      : Math.min(limit + 1, QUERY_LIMIT_MAX);
    const { stationIds } = filter;
    const sources = filter.systems.flatMap((scope) =>
      stationIds === undefined
        ? [this.#newestFirst(scope, filter, null, pieces, after)]
        : [...new Set(stationIds)].map((id) => this.#newestFirst(scope, filter, id, pieces, after)),
    );
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
    stationId: string | null,
    pieces: number,
    after: AlertPosition | null,
  ): AsyncGenerator<AlertItem, void, void> {
    const source =
      stationId !== null
        ? this.#ofStation(scope, stationId, pieces, after)
        : filter.openOnly === true
          ? this.#open(scope, pieces, after)
          : this.#all(scope, pieces, after);
    for await (const item of source) {
      if (after !== null && compare(item, after) <= 0) continue;
      if (isAsked(item, scope, filter) && !hasExpired(item, this.#now())) yield item;
    }
  }

  #all(scope: SystemScope, pieces: number, after: AlertPosition | null) {
    const { from, until } = startsOf(scope);
    const range = { partition: scope.systemId, from, until: earlier(until, after?.alertId) };
    return this.#query<AlertItem>("systemId", "alertId", range, pieces, {
      notResolvedBefore: earliestEnd(scope),
    });
  }

  /** DynamoDB promises no order among alerts of one openSince, so they are sorted before they are returned. */
  async *#open(scope: SystemScope, pieces: number, after: AlertPosition | null) {
    const { from, until } = startsOf(scope);
    // An alertId begins with its openSince.
    const last = earlier(until, after?.alertId.split("/")[0]);
    const range = { partition: scope.systemId, from, until: last };
    let moment: AlertItem[] = [];
    for await (const item of this.#query<AlertItem>("systemId", "openSince", range, pieces, {
      index: "open",
    })) {
      if (moment[0] !== undefined && moment[0].openSince !== item.openSince) {
        yield* moment.sort(compare);
        moment = [];
      }
      moment.push(item);
    }
    yield* moment.sort(compare);
  }

  async *#ofStation(scope: SystemScope, stationId: string, pieces: number, after: AlertPosition | null) {
    const { systemId } = scope;
    const { from, until } = startsOf(scope);
    const partition = stationKeyOf(systemId, stationId);
    const range = { partition, from, until: earlier(until, after?.alertId) };
    let alertIds: string[] = [];
    for await (const { alertId } of this.#query<AlertPosition>("stationKey", "alertId", range, pieces, {
      index: "byStation",
    })) {
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
    sortName: string,
    { partition, from, until }: { readonly partition: string; readonly from: string; readonly until: string },
    pieces: number,
    {
      index,
      notResolvedBefore,
    }: { readonly index?: string; readonly notResolvedBefore?: string | undefined },
  ): AsyncGenerator<Item, void, void> {
    if (from > until) return;
    const query = {
      TableName: this.#table,
      ...(index === undefined ? {} : { IndexName: index }),
      KeyConditionExpression: "#partition = :partition AND #sort BETWEEN :from AND :until",
      ...(notResolvedBefore === undefined
        ? {}
        : { FilterExpression: "attribute_not_exists(resolvedAt) OR resolvedAt >= :resolved" }),
      ExpressionAttributeNames: { "#partition": partitionName, "#sort": sortName },
      ExpressionAttributeValues: {
        ":partition": partition,
        ":from": from,
        ":until": until,
        ...(notResolvedBefore === undefined ? {} : { ":resolved": notResolvedBefore }),
      },
      ScanIndexForward: false,
      Limit: pieces,
    };
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      yield* Items as Item[];
    }
  }
}

/** Returns the lower bound: a page continues after an alert, perhaps another system's. */
function earlier(until: string, after: string | undefined): string {
  return after !== undefined && after < until ? after : until;
}

/** Orders alerts newest first, and bytewise, as DynamoDB orders keys. */
function compare(a: AlertPosition, b: AlertPosition): number {
  return (
    Buffer.compare(Buffer.from(b.alertId), Buffer.from(a.alertId)) ||
    (a.systemId < b.systemId ? -1 : Number(a.systemId > b.systemId))
  );
}
