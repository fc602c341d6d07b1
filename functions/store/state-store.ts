import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Effect } from "../core/effects.ts";
import { isoOrNull } from "../core/iso-time.ts";
import { messageOf } from "../core/messages.ts";
import { NewerStateError, type RawItem, RefusedForGood, UnusableItem } from "../core/refusal.ts";
import { NEW_SYSTEM, type SystemState } from "../core/state.ts";
import type { PackedCommit, StatePort, StoredState } from "../detect/ports.ts";
import { quoted } from "../words/text.ts";
import { checkFormat, FORMAT, packState, unpackState } from "./packed-state.ts";
import { packEffects, unpackEffects } from "./pending-effects.ts";
import { conditionHeld, refusable } from "./refusals.ts";
import { type ItemOfState, RememberedStates } from "./remembered-states.ts";
import { millisecondsOf } from "./times.ts";

/** A state item has at most this many bytes: DynamoDB takes 400 KB, and a few more effects must still fit. */
const ITEM_BYTES_MAX = 390_000;
/** Bytes of a state item's attribute names, keys and marks. */
const FRAME_BYTES = 250;
const UNPACKED_BYTES_MAX = 16_000_000;
/**
 * A mark later than this comes from a clock that was ahead. It is held against the clock, not against a record's
 * arrival: a record that is delivered again may be a day old.
 */
const AHEAD_MS_MAX = 5 * 60_000;

export const STATE_ITEM = "state";

/** Keeps the states of all systems: for each a packed item, and an item with the station ids in column order. */
export class StateStore implements StatePort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  /** The newest list of ids of each system, cached since it changes with the city, not with the poll. */
  readonly #stationIds = new Map<string, StationList>();
  readonly #remembered = new RememberedStates();
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number = Date.now) {
    this.#client = client;
    this.#table = table;
    this.#now = now;
  }

  async load(systemId: string): Promise<StoredState> {
    const item = await this.#get(systemId, STATE_ITEM);
    if (item === undefined) return { state: NEW_SYSTEM, version: 0, stationsItem: null, pending: [] };
    const known = this.#remembered.recall(systemId, item as unknown as ItemOfState);
    if (known !== null) return known;
    const { stationsItem } = item;
    const list = isKeyOfList(stationsItem) ? await this.#getStationIds(systemId, stationsItem) : undefined;
    const stored = this.#unpack(systemId, item, list);
    this.#remembered.remember(systemId, item as unknown as ItemOfState, stored);
    return stored;
  }

  /** Pure: what was read decides, so what cannot be unpacked now never can be. */
  #unpack(systemId: string, item: RawItem, list: StationList | undefined): StoredState {
    const { version, stationsItem, columns } = item;
    try {
      // Checked first, since an item of a newer format may have a different list of ids too.
      const format = checkFormat(item.format);
      const pending = unpackEffects(item.pending, UNPACKED_BYTES_MAX);
      const stationIds = idsIn(list, stationsItem);
      const latest = this.#now() + AHEAD_MS_MAX;
      const markAt = markOf(item.markAt, latest);
      const frame = { stationIds, markAt, snapshotAt: markOf(item.snapshotAt, latest) };
      const state = unpackState(columns as Uint8Array, frame, format);
      if (!isVersion(version)) throw new RangeError(`its version is ${quoted(version)}`);
      return { state, version, stationsItem: stationsItem as string, pending };
    } catch (error) {
      if (error instanceof NewerStateError)
        throw new NewerStateError(`the state of ${systemId} has ${error.message}`);
      const reason = `the state of ${systemId} cannot be used: ${messageOf(error)}`;
      const items = list?.item === undefined ? [item] : [item, list.item];
      throw new UnusableItem(reason, items, this.#anewFrom(item));
    }
  }

  /** Returns what to begin anew from: nothing is known of the stations, but the mark and the effects may be. */
  #anewFrom(item: RawItem): StoredState {
    const { version } = item;
    const markAt = millisecondsOf(item.markAt);
    const isAhead = markAt !== null && markAt > this.#now() + AHEAD_MS_MAX;
    const state = { ...NEW_SYSTEM, markAt: isAhead ? null : markAt };
    let pending: readonly Effect[] = [];
    try {
      pending = unpackEffects(item.pending, UNPACKED_BYTES_MAX);
    } catch {
      // They are set aside with the state's bytes.
    }
    if (isVersion(version)) return { state, version, stationsItem: null, pending };
    // The clock's number: versions count from 1, so no name of a list of ids is used again.
    return { state, version: this.#now(), replaces: version ?? null, stationsItem: null, pending };
  }

  pack(state: SystemState, effects: readonly Effect[]): PackedCommit {
    const columns = packState(state);
    const text = JSON.stringify(effects);
    const pending = packEffects(text);
    const pendingBytes = isReadable(text) ? pending.length : Buffer.byteLength(text);
    return { state, effects, columns, pending, sizeBytes: columns.length + pendingBytes + FRAME_BYTES };
  }

  async commit(systemId: string, base: StoredState, packed: PackedCommit): Promise<StoredState | null> {
    const { state, effects, columns, pending, sizeBytes } = packed;
    if (sizeBytes > ITEM_BYTES_MAX) {
      throw new RefusedForGood(
        `the state of ${systemId} takes ${sizeBytes} bytes, expected at most ${ITEM_BYTES_MAX}`,
      );
    }
    const version = base.version + 1;
    const sameStations = base.stationsItem !== null && state.stationIds === base.state.stationIds;
    const stationsItem = sameStations
      ? base.stationsItem
      : await this.#saveStationIds(systemId, version, state.stationIds);
    const item: ItemOfState = {
      format: FORMAT,
      version,
      stationsItem,
      markAt: isoOrNull(state.markAt),
      snapshotAt: isoOrNull(state.snapshotAt),
      columns,
      pending,
    };
    const put = new PutCommand({
      TableName: this.#table,
      Item: { systemId, item: STATE_ITEM, stations: state.stationIds.length, ...item },
      ...asRead(base),
    });
    if (!(await conditionHeld(this.#client.send(put)))) return null;
    const stored = { state, version, stationsItem, pending: effects };
    this.#remembered.remember(systemId, item, stored);
    return stored;
  }

  async #get(systemId: string, item: string): Promise<Record<string, unknown> | undefined> {
    const get = new GetCommand({ TableName: this.#table, Key: { systemId, item }, ConsistentRead: true });
    return (await this.#client.send(get)).Item;
  }

  async #getStationIds(systemId: string, name: string): Promise<StationList> {
    const known = this.#stationIds.get(systemId);
    if (known?.name === name) return known;
    const item = await this.#get(systemId, name);
    if (item === undefined) return { name, item, ids: null };
    const list = { name, item, ids: idsOf(item) };
    if (list.ids !== null) this.#stationIds.set(systemId, { ...list, item: undefined });
    return list;
  }

  /** Saves the ids before the commit that names them, under a name that no other list of ids ever has. */
  async #saveStationIds(systemId: string, version: number, ids: readonly string[]): Promise<string> {
    const text = JSON.stringify(ids);
    const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
    const item = `stations/${version}-${hash}`;
    const packed = deflateRawSync(text);
    const sizeBytes = isReadable(text) ? packed.length : Buffer.byteLength(text);
    if (sizeBytes > ITEM_BYTES_MAX) {
      throw new RefusedForGood(
        `the station ids of ${systemId} take ${sizeBytes} bytes, expected at most ${ITEM_BYTES_MAX}`,
      );
    }
    const put = new PutCommand({ TableName: this.#table, Item: { systemId, item, ids: packed } });
    await refusable(this.#client.send(put));
    this.#stationIds.set(systemId, { name: item, item: undefined, ids });
    return item;
  }
}

/** Returns whether inflateJson will read the text again: a large repetitive text packs small, but is refused there. */
function isReadable(text: string): boolean {
  return Buffer.byteLength(text) <= UNPACKED_BYTES_MAX;
}

/** The condition that the item is still the one that was read. */
function asRead({ version, replaces }: StoredState) {
  if (version === 0) return { ConditionExpression: "attribute_not_exists(systemId)" };
  if (replaces === null)
    return { ConditionExpression: "attribute_exists(systemId) AND attribute_not_exists(version)" };
  const read = replaces === undefined ? version : replaces;
  return { ConditionExpression: "version = :read", ExpressionAttributeValues: { ":read": read } };
}

/** A list of ids as it was read; `item` is undefined where it is lost or known already, `ids` null where unusable. */
interface StationList {
  readonly name: string;
  readonly item: RawItem | undefined;
  readonly ids: readonly string[] | null;
}

function idsIn(list: StationList | undefined, name: unknown): readonly string[] {
  if (list === undefined) throw new RangeError(`its list of station ids is ${quoted(name)}`);
  if (list.ids !== null) return list.ids;
  throw new RangeError(
    list.item === undefined ? `it names ${name}, which is not there` : `${name} is no list`,
  );
}

function idsOf({ ids }: RawItem): readonly string[] | null {
  try {
    const text = inflateRawSync(ids as Uint8Array, { maxOutputLength: UNPACKED_BYTES_MAX }).toString("utf8");
    const list = JSON.parse(text) as unknown;
    const isList = Array.isArray(list) && list.every((id) => typeof id === "string" && id !== "");
    return isList && new Set(list).size === list.length ? list : null;
  } catch {
    return null;
  }
}

function isKeyOfList(value: unknown): value is string {
  return typeof value === "string" && value.startsWith("stations/") && value.length < 100;
}

function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < Number.MAX_SAFE_INTEGER;
}

/** Returns a mark's time; null where there is none yet. */
function markOf(value: unknown, latest: number): number | null {
  const time = millisecondsOf(value);
  if (time === null && value !== null) throw new RangeError(`its mark is ${quoted(value)}`);
  if (time !== null && time > latest)
    throw new RangeError(
      `its mark ${quoted(value)} is ahead of the clock, and would make honest polls look old`,
    );
  return time;
}
