import { type DynamoDBDocumentClient, paginateQuery } from "@aws-sdk/lib-dynamodb";
import { HOUR_MS } from "../core/history-marks.ts";
import { isoTime } from "../core/iso-time.ts";
import { messageOf } from "../core/messages.ts";
import type { HistoryItem } from "./history-store.ts";
import { type StoredLook, unpackLook } from "./packed-look.ts";
import { idsIn, type StationList, StationLists } from "./station-lists.ts";
import { hasExpired } from "./times.ts";
import { Values } from "./values.ts";

export interface HistoryTables {
  readonly history: string;
  /** Where the lists of station ids lie. */
  readonly state: string;
}

/** A look as it stands in the table. */
export interface ReadLook {
  /** Its record's fetchedAt, in milliseconds since the epoch. */
  readonly at: number;
  /** Null where nobody can read it. */
  readonly look: StoredLook | null;
  /** The stations by which its columns count; null where it has none, or the list is gone. Lists keep their identity. */
  readonly stationIds: readonly string[] | null;
  /** What of it cannot be read, in one sentence; null where nothing is wrong. */
  readonly problem: string | null;
}

/** How many looks are read at once in search of one with columns: nearly always the first of them is. */
const SEARCHED_AT_ONCE = 30;

/** Reads the table of history. A day of 1,500 stations polled each minute takes some 60 to 180 read units. */
export class HistoryQueries {
  readonly #client: DynamoDBDocumentClient;
  readonly #tables: HistoryTables;
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, tables: HistoryTables, now: () => number) {
    this.#client = client;
    this.#tables = tables;
    this.#now = now;
  }

  /**
   * Yields a system's looks from the UTC hour in which `since` lies, since each hour begins with the columns of all
   * stations, to just before `until`, in order. Times in milliseconds since the epoch.
   */
  async *looks(systemId: string, since: number, until: number): AsyncGenerator<ReadLook, void, void> {
    const lists = new StationLists(new Values(this.#client, this.#tables.state));
    const from = Math.max(0, since - (since % HOUR_MS));
    if (until <= from) return;
    const query = {
      TableName: this.#tables.history,
      KeyConditionExpression: "systemId = :systemId AND #at BETWEEN :from AND :until",
      ExpressionAttributeNames: { "#at": "at" },
      ExpressionAttributeValues: {
        ":systemId": systemId,
        ":from": isoTime(from),
        ":until": isoTime(until - 1),
      },
    };
    let list: StationList | null = null;
    for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
      for (const item of Items as HistoryItem[]) {
        if (hasExpired(item, this.#now())) continue;
        // A list that is gone is asked for once, not for each look that counts by it. A request that fails is no broken
        // look, so it is not caught.
        if (item.stations !== undefined && item.stations !== list?.name)
          list = await lists.load(systemId, item.stations);
        yield readLook(item, item.stations === undefined ? null : list);
      }
    }
  }

  /** Returns when a system's newest look with columns at or before a time was; null where none is kept. */
  async believedAt(systemId: string, time: number): Promise<number | null> {
    if (time < 0) return null;
    const query = {
      TableName: this.#tables.history,
      KeyConditionExpression: "systemId = :systemId AND #at <= :time",
      FilterExpression: "attribute_exists(#stations)",
      ExpressionAttributeNames: { "#at": "at", "#stations": "stations" },
      ExpressionAttributeValues: { ":systemId": systemId, ":time": isoTime(time) },
      ScanIndexForward: false,
    };
    const pages = { client: this.#client, pageSize: SEARCHED_AT_ONCE };
    for await (const { Items = [] } of paginateQuery(pages, query)) {
      const found = (Items as HistoryItem[]).find((item) => !hasExpired(item, this.#now()));
      if (found !== undefined) return Date.parse(found.at);
    }
    return null;
  }
}

function readLook({ at: iso, look }: HistoryItem, list: StationList | null): ReadLook {
  const at = Date.parse(iso);
  const unpacked = attempted(() => unpackLook(look, at));
  if (unpacked.value === null) {
    return {
      at,
      look: null,
      stationIds: null,
      problem: `the look of ${iso} cannot be read: ${unpacked.problem}`,
    };
  }
  const ids = list === null ? { value: null, problem: null } : attempted(() => idsIn(list));
  return { at, look: unpacked.value, stationIds: ids.value, problem: ids.problem };
}

/** Pure: what was read decides, so what cannot be unpacked now never can be. */
function attempted<T>(read: () => T): { value: T; problem: null } | { value: null; problem: string } {
  try {
    return { value: read(), problem: null };
  } catch (error) {
    return { value: null, problem: messageOf(error) };
  }
}
