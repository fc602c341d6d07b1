import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { AHEAD_MS_MAX } from "../core/clocks.ts";
import type { Effect } from "../core/effects.ts";
import { isoOrNull } from "../core/iso-time.ts";
import { messageOf } from "../core/messages.ts";
import { NewerStateError, type RawItem, RefusedForGood, UnusableItem } from "../core/refusal.ts";
import type { RuleBook } from "../core/rules.ts";
import { NEW_SYSTEM, type SystemState } from "../core/state.ts";
import type { PackedCommit, PackedLook, PendingLook, StatePort, StoredState } from "../detect/ports.ts";
import { quoted } from "../words/text.ts";
import { joinOverflow } from "./overflow.ts";
import { checkFormat, FORMAT, packElsewhere, packState, unpackState } from "./packed-state.ts";
import { packEffects, unpackEffects } from "./pending-effects.ts";
import { packLooks, pendingLooks, unpackLooks } from "./pending-looks.ts";
import { conditionHeld } from "./refusals.ts";
import { type ItemOfState, RememberedStates } from "./remembered-states.ts";
import { RuleBookStore } from "./rule-book-store.ts";
import { bytesOf, isVersion, markOf, newerCodeIn, overflowNameIn, ruleVersionIn } from "./state-item.ts";
import { idsIn, type StationList, StationLists } from "./station-lists.ts";
import { ITEM_BYTES_MAX } from "./tables.ts";
import { millisecondsOf } from "./times.ts";
import { type ReadValue, Values } from "./values.ts";

/** Bytes of a state item's attribute names, keys and marks. */
const FRAME_BYTES = 250;
/** Effects of 20,000 stations that all change, with names and alternatives, have some 20 MB. */
const PENDING_BYTES_MAX = 64_000_000;

export const STATE_ITEM = "state";

/** Keeps the states of all systems: for each a packed item, and an item with the station ids in column order. */
export class StateStore implements StatePort {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #values: Values;
  readonly #lists: StationLists;
  readonly #ruleBooks: RuleBookStore;
  readonly #remembered = new RememberedStates();
  readonly #now: () => number;

  constructor(client: DynamoDBDocumentClient, table: string, now: () => number = Date.now) {
    this.#client = client;
    this.#table = table;
    this.#values = new Values(client, table);
    this.#lists = new StationLists(this.#values);
    this.#ruleBooks = new RuleBookStore(client, table);
    this.#now = now;
  }

  async load(systemId: string): Promise<StoredState> {
    const item = await this.#get(systemId, STATE_ITEM);
    if (item === undefined) {
      const nothing = { stationsItem: null, ruleVersion: null, pending: [], looks: [] };
      return { state: NEW_SYSTEM, version: 0, ...nothing };
    }
    const known = this.#remembered.recall(systemId, item as unknown as ItemOfState);
    if (known !== null) return known;
    const list = await this.#lists.load(systemId, item.stationsItem);
    const overflow =
      item.overflowItem === undefined
        ? null
        : await this.#values.get(systemId, "overflow", item.overflowItem);
    const stored = this.#unpack(systemId, item, list, overflow);
    this.#remembered.remember(systemId, item as unknown as ItemOfState, stored);
    return stored;
  }

  /** Pure: what was read decides, so what cannot be unpacked now never can be. */
  #unpack(systemId: string, item: RawItem, list: StationList, overflow: ReadValue | null): StoredState {
    const { version, stationsItem } = item;
    try {
      // Checked first, since an item of a newer format may have a different list of ids too.
      const format = checkFormat(item.format);
      const { columns, pending, looks } = bytesOf(item, overflow);
      const effects = unpackEffects(pending, PENDING_BYTES_MAX);
      // Held against the clock, not against a record's arrival: a record that is delivered again may be a day old.
      const latest = this.#now() + AHEAD_MS_MAX;
      const markAt = markOf(item.markAt, latest);
      const frame = { stationIds: idsIn(list), markAt, snapshotAt: markOf(item.snapshotAt, latest) };
      const state = unpackState(columns as Uint8Array, frame, format);
      if (!isVersion(version)) throw new RangeError(`its version is ${quoted(version)}`);
      const ruleVersion = ruleVersionIn(item);
      const names = { stationsItem: stationsItem as string, ruleVersion, ...overflowNameIn(item) };
      return { state, version, ...names, pending: effects, looks: unpackLooks(looks, names.stationsItem) };
    } catch (error) {
      const newer = error instanceof NewerStateError ? error : newerCodeIn(item, overflow);
      if (newer !== null) throw new NewerStateError(`the state of ${systemId} has ${newer.message}`);
      const reason = `the state of ${systemId} cannot be used: ${messageOf(error)}`;
      const items = [item, ...list.items, ...(overflow?.items ?? [])];
      throw new UnusableItem(reason, items, this.#anewFrom(item, overflow));
    }
  }

  /** Returns what to begin anew from: nothing is known of the stations, but the mark and the effects may be. */
  #anewFrom(item: RawItem, overflow: ReadValue | null): StoredState {
    const { version } = item;
    const markAt = millisecondsOf(item.markAt);
    const isAhead = markAt !== null && markAt > this.#now() + AHEAD_MS_MAX;
    const state = { ...NEW_SYSTEM, markAt: isAhead ? null : markAt };
    const known = {
      state,
      stationsItem: null,
      ruleVersion: null,
      // What cannot be read is set aside with the state's bytes.
      pending: readOr<Effect>([], () => unpackEffects(bytesOf(item, overflow).pending, PENDING_BYTES_MAX)),
      looks: readOr<PendingLook>([], () =>
        unpackLooks(bytesOf(item, overflow).looks, String(item.stationsItem)),
      ),
    };
    if (isVersion(version)) return { ...known, version };
    // The clock's number: versions count from 1, so no name of a list of ids is used again.
    return { ...known, version: this.#now(), replaces: version ?? null };
  }

  pack(state: SystemState, effects: readonly Effect[], looks: readonly PackedLook[] = []): PackedCommit {
    const columns = packState(state);
    const packedLooks = packLooks(looks);
    const text = JSON.stringify(effects);
    const pending = packEffects(text);
    const pendingBytes = isReadable(text) ? pending.length : Buffer.byteLength(text);
    const sizeBytes = columns.length + pendingBytes + (packedLooks?.length ?? 0) + FRAME_BYTES;
    return { state, effects, looks, columns, pending, packedLooks, sizeBytes };
  }

  async commit(
    systemId: string,
    base: StoredState,
    packed: PackedCommit,
    ruleBook: RuleBook,
  ): Promise<StoredState | null> {
    const { state, effects, sizeBytes } = packed;
    if (sizeBytes > PENDING_BYTES_MAX) {
      throw new RefusedForGood(
        `the state of ${systemId} takes ${sizeBytes} bytes, expected at most ${PENDING_BYTES_MAX}`,
      );
    }
    // The commit that named this version before has found its book in the table.
    const { version: ruleVersion } = ruleBook;
    if (base.ruleVersion !== ruleVersion) await this.#ruleBooks.put(systemId, ruleBook);
    const version = base.version + 1;
    const sameStations = base.stationsItem !== null && state.stationIds === base.state.stationIds;
    const stationsItem = sameStations
      ? base.stationsItem
      : await this.#lists.save(systemId, state.history.listAt ?? version, state.stationIds);
    // The bytes of a larger state are kept apart.
    const bytes =
      sizeBytes <= ITEM_BYTES_MAX ? bytesIn(packed) : await this.#saveOverflow(systemId, version, packed);
    const item: ItemOfState = {
      format: FORMAT,
      version,
      stationsItem,
      ruleVersion,
      markAt: isoOrNull(state.markAt),
      snapshotAt: isoOrNull(state.snapshotAt),
      ...bytes,
    };
    const put = new PutCommand({
      TableName: this.#table,
      Item: { systemId, item: STATE_ITEM, stations: state.stationIds.length, ...item },
      ...asRead(base),
    });
    if (!(await conditionHeld(this.#client.send(put)))) return null;
    const looks = pendingLooks(packed.looks, stationsItem);
    const names = { stationsItem, ruleVersion, ...overflowNameIn(item) };
    const stored = { state, version, ...names, pending: effects, looks };
    this.#remembered.remember(systemId, item, stored);
    return stored;
  }

  async #get(systemId: string, item: string): Promise<Record<string, unknown> | undefined> {
    const get = new GetCommand({ TableName: this.#table, Key: { systemId, item }, ConsistentRead: true });
    return (await this.#client.send(get)).Item;
  }

  /** The item then says where its bytes are, in a way that older code takes for newer code's. */
  async #saveOverflow(systemId: string, version: number, packed: PackedCommit) {
    const overflow = joinOverflow(bytesIn(packed));
    const overflowItem = await this.#values.put(systemId, "overflow", version, overflow);
    return { columns: packElsewhere(packed.state.stationIds.length), pending: "[]", overflowItem };
  }
}

function bytesIn({ columns, pending, packedLooks }: PackedCommit) {
  return { columns, pending, ...(packedLooks && { looks: packedLooks }) };
}

function readOr<One>(otherwise: readonly One[], read: () => readonly One[]): readonly One[] {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

/** Returns whether unpackEffects will read the text again: a large repetitive text packs small, but is refused there. */
function isReadable(text: string): boolean {
  return Buffer.byteLength(text) <= PENDING_BYTES_MAX;
}

/** The condition that the item is still the one that was read. */
function asRead({ version, replaces }: StoredState) {
  if (version === 0) return { ConditionExpression: "attribute_not_exists(systemId)" };
  if (replaces === null)
    return { ConditionExpression: "attribute_exists(systemId) AND attribute_not_exists(version)" };
  const read = replaces === undefined ? version : replaces;
  return { ConditionExpression: "version = :read", ExpressionAttributeValues: { ":read": read } };
}
