import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { EFFECT_TYPES, type Effect } from "../core/effects.ts";
import { isoOrNull } from "../core/iso-time.ts";
import { RefusedForGood } from "../core/refusal.ts";
import { NEW_SYSTEM, type SystemState } from "../core/state.ts";
import type { PackedCommit, StatePort, StoredState } from "../detect/ports.ts";
import { NewerStateError } from "./packed-parts.ts";
import { checkFormat, FORMAT, packState, unpackState } from "./packed-state.ts";
import { conditionHeld, refusable } from "./refusals.ts";
import { type ItemOfState, RememberedStates } from "./remembered-states.ts";
import { millisecondsOf } from "./times.ts";

/** A state item has at most this many bytes: DynamoDB takes 400 KB, and a few more effects must still fit. */
const ITEM_BYTES_MAX = 390_000;
/** Bytes of a state item's attribute names, keys and marks. */
const FRAME_BYTES = 250;
/** Effects of up to this many characters stay readable in the table; longer ones are deflated. */
const PLAIN_PENDING_CHARACTERS_MAX = 2_000;
const UNPACKED_BYTES_MAX = 16_000_000;

export const STATE_ITEM = "state";

/** Keeps the states of all systems: for each a packed item, and an item with the station ids in column order. */
export class StateStore implements StatePort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  /** The newest list of ids of each system, cached since it changes with the city, not with the poll. */
  readonly #stationIds = new Map<string, { item: string; ids: readonly string[] }>();
  readonly #remembered = new RememberedStates();

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  async load(systemId: string): Promise<StoredState> {
    const item = await this.#get(systemId, STATE_ITEM);
    if (item === undefined) return { state: NEW_SYSTEM, version: 0, stationsItem: null, pending: [] };
    const read = item as unknown as ItemOfState;
    const known = this.#remembered.recall(systemId, read);
    if (known !== null) return known;
    const stored = await this.#unpack(systemId, read);
    this.#remembered.remember(systemId, read, stored);
    return stored;
  }

  async #unpack(systemId: string, item: ItemOfState): Promise<StoredState> {
    const { format, version, stationsItem } = item;
    try {
      // Checked first, since an item of a newer format may have a different list of ids too.
      checkFormat(format);
      const frame = {
        stationIds: await this.#loadStationIds(systemId, stationsItem),
        markAt: millisecondsOf(item.markAt),
        snapshotAt: millisecondsOf(item.snapshotAt),
      };
      const state = unpackState(item.columns, frame, format);
      return { state, version, stationsItem, pending: unpackPending(item.pending) };
    } catch (error) {
      if (!(error instanceof NewerStateError)) throw error;
      throw new NewerStateError(`the state of ${systemId} has ${error.message}`);
    }
  }

  pack(state: SystemState, effects: readonly Effect[]): PackedCommit {
    const columns = packState(state);
    const text = JSON.stringify(effects);
    const pending = text.length <= PLAIN_PENDING_CHARACTERS_MAX ? text : deflateRawSync(text);
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
      ConditionExpression: base.version === 0 ? "attribute_not_exists(systemId)" : "version = :read",
      ...(base.version === 0 ? {} : { ExpressionAttributeValues: { ":read": base.version } }),
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

  async #loadStationIds(systemId: string, item: string): Promise<readonly string[]> {
    const known = this.#stationIds.get(systemId);
    if (known?.item === item) return known.ids;
    const stored = await this.#get(systemId, item);
    if (stored === undefined) throw new Error(`the state of ${systemId} names ${item}, which is not there`);
    const ids = inflateJson(stored.ids as Uint8Array) as readonly string[];
    this.#stationIds.set(systemId, { item, ids });
    return ids;
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
    this.#stationIds.set(systemId, { item, ids });
    return item;
  }
}

/** Returns whether inflateJson will read the text again: a large repetitive text packs small, but is refused there. */
function isReadable(text: string): boolean {
  return Buffer.byteLength(text) <= UNPACKED_BYTES_MAX;
}

function unpackPending(stored: string | Uint8Array): readonly Effect[] {
  const effects = (typeof stored === "string" ? JSON.parse(stored) : inflateJson(stored)) as Effect[];
  const unknown = effects.find(({ type }) => !EFFECT_TYPES.includes(type));
  if (unknown === undefined) return effects;
  throw new NewerStateError(`an effect of type ${unknown.type}, which is not known: newer code wrote it`);
}

function inflateJson(bytes: Uint8Array): unknown {
  return JSON.parse(inflateRawSync(bytes, { maxOutputLength: UNPACKED_BYTES_MAX }).toString("utf8"));
}
