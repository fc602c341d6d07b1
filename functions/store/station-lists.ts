import { deflateRawSync, inflateRawSync } from "node:zlib";
import { itemsOfValue } from "../core/item-names.ts";
import { type RawItem, RefusedForGood } from "../core/refusal.ts";
import { quoted } from "../words/text.ts";
import type { Values } from "./values.ts";

/** Ids of one record have 1 MB at most, and a state has those of few records. */
const IDS_BYTES_MAX = 16_000_000;

/** A list of ids as it was read; `items` is empty where it is known already, `ids` null where it cannot be used. */
export interface StationList {
  readonly name: unknown;
  readonly items: readonly RawItem[];
  readonly ids: readonly string[] | null;
}

/** Keeps the station ids of each system in column order: apart from the state, since they change with the city. */
export class StationLists {
  readonly #values: Values;
  /** The newest list of each system. */
  readonly #known = new Map<string, StationList>();

  constructor(values: Values) {
    this.#values = values;
  }

  async load(systemId: string, name: unknown): Promise<StationList> {
    const known = this.#known.get(systemId);
    if (known?.name === name && known !== undefined) return known;
    const { items, bytes } = await this.#values.get(systemId, "stations", name);
    const list = { name, items, ids: bytes && idsOf(bytes) };
    if (list.ids !== null) this.#known.set(systemId, { ...list, items: [] });
    return list;
  }

  /** Returns the list's name; `number` as in valueName. */
  async save(systemId: string, number: number, ids: readonly string[]): Promise<string> {
    const text = JSON.stringify(ids);
    const sizeBytes = Buffer.byteLength(text);
    if (sizeBytes > IDS_BYTES_MAX) {
      throw new RefusedForGood(
        `the station ids of ${systemId} take ${sizeBytes} bytes, expected at most ${IDS_BYTES_MAX}`,
      );
    }
    const name = await this.#values.put(systemId, "stations", number, deflateRawSync(text));
    this.#known.set(systemId, { name, items: [], ids });
    return name;
  }
}

/** Throws a RangeError that says what is wrong with a list that cannot be used. */
export function idsIn({ name, items, ids }: StationList): readonly string[] {
  if (ids !== null) return ids;
  const parts = itemsOfValue(name).length;
  if (parts === 0) throw new RangeError(`its list of station ids is ${quoted(name)}`);
  throw new RangeError(items.length < parts ? `it names ${name}, which is not there` : `${name} is no list`);
}

function idsOf(bytes: Uint8Array): readonly string[] | null {
  try {
    const text = inflateRawSync(bytes, { maxOutputLength: IDS_BYTES_MAX }).toString("utf8");
    const list = JSON.parse(text) as unknown;
    const isList = Array.isArray(list) && list.every((id) => typeof id === "string" && id !== "");
    return isList && new Set(list).size === list.length ? list : null;
  } catch {
    return null;
  }
}
