import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { AHEAD_MS_MAX } from "../core/clocks.ts";
import { isoTime } from "../core/iso-time.ts";
import { itemsOfValue, REPLACED_KEPT_MS } from "../core/item-names.ts";
import { messageOf } from "../core/messages.ts";
import { type RawItem, RefusedForGood, UnusableItem } from "../core/refusal.ts";
import { indexRoster, type Roster, type RosterIndex, type RosterStation } from "../core/roster.ts";
import type { RosterPort } from "../detect/ports.ts";
import { quoted } from "../words/text.ts";
import { conditionHeld } from "./refusals.ts";
import { ITEM_BYTES_MAX } from "./tables.ts";
import { millisecondsOf } from "./times.ts";
import { type ReadValue, Values } from "./values.ts";

const ROSTER_ITEM = "roster";
const UNPACKED_BYTES_MAX = 16_000_000;
/** A roster is read again after this time, since another container may have put a newer one. */
const KEPT_MS_MAX = 15 * 60_000;
/** After more lost puts than this, wait for the retry. */
const PUTS_MAX = 5;

/**
 * Keeps the newest roster of each system, deflated in one item. What that has no room for is kept beside it, and older
 * code then finds a roster without stations there.
 */
export class RosterStore implements RosterPort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #values: Values;
  readonly #kept = new Map<string, { index: RosterIndex | null; readAt: number }>();
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number = Date.now) {
    this.#client = client;
    this.#table = table;
    this.#values = new Values(client, table);
    this.#now = now;
  }

  async load(systemId: string, arrivedAt: number): Promise<RosterIndex | null> {
    const kept = this.#kept.get(systemId);
    if (kept !== undefined && arrivedAt - kept.readAt < KEPT_MS_MAX) return kept.index;
    const item = await this.#get(systemId);
    const index = item === undefined ? null : await this.#indexOf(systemId, item);
    this.#kept.set(systemId, { index, readAt: arrivedAt });
    return index;
  }

  async #get(systemId: string, ConsistentRead = false): Promise<RawItem | undefined> {
    const get = new GetCommand({
      TableName: this.#table,
      Key: { systemId, item: ROSTER_ITEM },
      ConsistentRead,
    });
    return (await this.#client.send(get)).Item;
  }

  async #indexOf(systemId: string, item: RawItem): Promise<RosterIndex> {
    const { partsItem } = item;
    const parts = partsItem === undefined ? null : await this.#values.get(systemId, "roster", partsItem);
    try {
      // No honest roster would ever replace one of a clock that was ahead.
      return indexRoster(fromItem(systemId, item, parts, this.#now() + AHEAD_MS_MAX));
    } catch (error) {
      const reason = `the roster of ${systemId} cannot be used: ${messageOf(error)}`;
      throw new UnusableItem(reason, [item, ...(parts?.items ?? [])], null);
    }
  }

  /** An empty roster takes its place, older than any other: it could not be told whether a newer one is newer. */
  async forget(systemId: string, { fetchedAt, partsItem }: RawItem): Promise<void> {
    const empty: Roster = { type: "roster", systemId, fetchedAt: 0, timeZone: null, stations: [] };
    const isForgotten = await this.#replace(itemOf(empty, NO_STATIONS), fetchedAt);
    if (isForgotten) await this.#letGo(systemId, partsItem, this.#now());
    this.#kept.delete(systemId);
  }

  async put(roster: Roster, arrivedAt: number): Promise<void> {
    const { systemId, fetchedAt } = roster;
    const stations = packStations(roster);
    let lost: string | undefined;
    for (let puts = 0; puts < PUTS_MAX; puts++) {
      const known = await this.#get(systemId, true);
      // What was refused may be in use: the answer to a put that was done can be lost, and a rival has the same parts.
      if (lost !== undefined && lost !== known?.partsItem) await this.#letGo(systemId, lost, arrivedAt);
      // An attempt that died may have let go of less than it replaced.
      await this.#letGo(systemId, known?.replacedItem, arrivedAt);
      if (known !== undefined && String(known.fetchedAt) >= isoTime(fetchedAt)) return;
      const isApart = stations.length > ITEM_BYTES_MAX;
      const partsItem = isApart ? await this.#values.put(systemId, "roster", fetchedAt, stations) : undefined;
      const item = {
        ...itemOf(roster, isApart ? NO_STATIONS : stations),
        partsItem,
        replacedItem: known?.partsItem,
      };
      if (await this.#replace(item, known?.fetchedAt)) {
        await this.#letGo(systemId, known?.partsItem, arrivedAt);
        this.#kept.set(systemId, { index: indexRoster(roster), readAt: arrivedAt });
        return;
      }
      lost = partsItem;
    }
    throw new Error(`other writers keep changing the roster of ${systemId}`);
  }

  async #letGo(systemId: string, partsItem: unknown, now: number): Promise<void> {
    await this.#values.expire(systemId, itemsOfValue(partsItem), now + REPLACED_KEPT_MS);
  }

  /** Puts the item in the place of the one that was read; returns whether that was still there. */
  async #replace(Item: RawItem, read: unknown): Promise<boolean> {
    const isThere = read !== undefined;
    const put = new PutCommand({
      TableName: this.#table,
      Item,
      ConditionExpression: isThere ? "fetchedAt = :read" : "attribute_not_exists(fetchedAt)",
      ...(isThere ? { ExpressionAttributeValues: { ":read": read } } : {}),
    });
    return await conditionHeld(this.#client.send(put));
  }
}

/** Throws RefusedForGood for so many bytes that nobody would read them. */
function packStations({ systemId, stations }: Roster): Uint8Array {
  const text = JSON.stringify(stations);
  const sizeBytes = Buffer.byteLength(text);
  if (sizeBytes <= UNPACKED_BYTES_MAX) return deflateRawSync(text);
  throw new RefusedForGood(
    `the roster of ${systemId} takes ${sizeBytes} bytes, expected at most ${UNPACKED_BYTES_MAX}`,
  );
}

const NO_STATIONS = deflateRawSync("[]");

function itemOf({ systemId, fetchedAt, timeZone, openingHours }: Roster, stations: Uint8Array) {
  return { systemId, item: ROSTER_ITEM, fetchedAt: isoTime(fetchedAt), timeZone, openingHours, stations };
}

/** Throws an error for what is no roster, or is one of a clock that was ahead. */
function fromItem(systemId: string, item: RawItem, parts: ReadValue | null, latest: number): Roster {
  const fetchedAt = millisecondsOf(item.fetchedAt);
  if (fetchedAt === null || fetchedAt > latest)
    throw new RangeError(`its fetchedAt is ${quoted(item.fetchedAt)}, expected a time that has passed`);
  const packed = parts === null ? (item.stations as Uint8Array) : parts.bytes;
  if (packed === null) throw new RangeError(`a part of ${quoted(item.partsItem)} is lost`);
  const bytes = inflateRawSync(packed, { maxOutputLength: UNPACKED_BYTES_MAX });
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
