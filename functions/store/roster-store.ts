import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { AHEAD_MS_MAX } from "../core/clocks.ts";
import { isoTime } from "../core/iso-time.ts";
import { messageOf } from "../core/messages.ts";
import { type RawItem, RefusedForGood, UnusableItem } from "../core/refusal.ts";
import { indexRoster, type Roster, type RosterIndex, type RosterStation } from "../core/roster.ts";
import type { RosterPort } from "../detect/ports.ts";
import { quoted } from "../words/text.ts";
import { conditionHeld } from "./refusals.ts";
import { ITEM_BYTES_MAX } from "./tables.ts";
import { millisecondsOf } from "./times.ts";

const ROSTER_ITEM = "roster";
const UNPACKED_BYTES_MAX = 16_000_000;
/** A roster is read again after this time, since another container may have put a newer one. */
const KEPT_MS_MAX = 15 * 60_000;

/** Keeps the newest roster of each system, deflated in one item. */
export class RosterStore implements RosterPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #kept = new Map<string, { index: RosterIndex | null; readAt: number }>();
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number = Date.now) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  async load(systemId: string, arrivedAt: number): Promise<RosterIndex | null> {
    const kept = this.#kept.get(systemId);
    if (kept !== undefined && arrivedAt - kept.readAt < KEPT_MS_MAX) return kept.index;
    const get = new GetCommand({ TableName: this.#table, Key: { systemId, item: ROSTER_ITEM } });
    const { Item: item } = await this.#client.send(get);
    const index = item === undefined ? null : this.#indexOf(systemId, item);
    this.#kept.set(systemId, { index, readAt: arrivedAt });
    return index;
  }

  #indexOf(systemId: string, item: RawItem): RosterIndex {
    try {
      // No honest roster would ever replace one of a clock that was ahead.
      return indexRoster(fromItem(systemId, item, this.#now() + AHEAD_MS_MAX));
    } catch (error) {
      const reason = `the roster of ${systemId} cannot be used: ${messageOf(error)}`;
      throw new UnusableItem(reason, [item], null);
    }
  }

  /** An empty roster takes its place, older than any other: it could not be told whether a newer one is newer. */
  async forget(systemId: string, { fetchedAt }: RawItem): Promise<void> {
    const isThere = fetchedAt !== undefined;
    const put = new PutCommand({
      TableName: this.#table,
      Item: itemOf({ type: "roster", systemId, fetchedAt: 0, timeZone: null, stations: [] }),
      ConditionExpression: isThere ? "fetchedAt = :read" : "attribute_not_exists(fetchedAt)",
      ...(isThere ? { ExpressionAttributeValues: { ":read": fetchedAt } } : {}),
    });
    await conditionHeld(this.#client.send(put));
    this.#kept.delete(systemId);
  }

  async put(roster: Roster, arrivedAt: number): Promise<void> {
    const Item = itemOf(roster);
    const sizeBytes = Item.stations.length;
    if (sizeBytes > ITEM_BYTES_MAX) {
      throw new RefusedForGood(
        `the roster of ${roster.systemId} takes ${sizeBytes} bytes, expected at most ${ITEM_BYTES_MAX}`,
      );
    }
    const put = new PutCommand({
      TableName: this.#table,
      Item,
      ConditionExpression: "attribute_not_exists(systemId) OR fetchedAt < :fetchedAt",
      ExpressionAttributeValues: { ":fetchedAt": isoTime(roster.fetchedAt) },
    });
    if (!(await conditionHeld(this.#client.send(put)))) return;
    this.#kept.set(roster.systemId, { index: indexRoster(roster), readAt: arrivedAt });
  }
}

function itemOf({ systemId, fetchedAt, timeZone, openingHours, stations }: Roster) {
  return {
    systemId,
    item: ROSTER_ITEM,
    fetchedAt: isoTime(fetchedAt),
    timeZone,
    openingHours,
    stations: deflateRawSync(JSON.stringify(stations)),
  };
}

/** Throws an error for what is no roster, or is one of a clock that was ahead. */
function fromItem(systemId: string, item: RawItem, latest: number): Roster {
  const fetchedAt = millisecondsOf(item.fetchedAt);
  if (fetchedAt === null || fetchedAt > latest)
    throw new RangeError(`its fetchedAt is ${quoted(item.fetchedAt)}, expected a time that has passed`);
  const bytes = inflateRawSync(item.stations as Uint8Array, { maxOutputLength: UNPACKED_BYTES_MAX });
  const stations = JSON.parse(bytes.toString("utf8")) as RosterStation[];
  if (!Array.isArray(stations) || !stations.every(isStation))
    throw new TypeError("it has no list of stations");
  return {
    type: "roster",
    systemId,
    fetchedAt,
    timeZone: typeof item.timeZone === "string" ? item.timeZone : null,
    openingHours: typeof item.openingHours === "string" ? item.openingHours : undefined,
    stations,
  };
}

function isStation(value: Partial<RosterStation> | null): boolean {
  const isTextOrNull = (text: unknown) => text === null || typeof text === "string";
  const isNumberOrNull = (number: unknown) => number === null || typeof number === "number";
  return (
    typeof value?.stationId === "string" &&
    typeof value.name === "string" &&
    isTextOrNull(value.address) &&
    [value.latitude, value.longitude, value.capacity].every(isNumberOrNull)
  );
}
