import { deflateRawSync, inflateRawSync } from "node:zlib";
import { itemsOfValue } from "../../functions/core/item-names.ts";
import type { SystemState } from "../../functions/core/state.ts";
import { splitOverflow } from "../../functions/store/overflow.ts";
import { unpackState } from "../../functions/store/packed-state.ts";
import type { TableName } from "../../functions/store/tables.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import { asWrittenToday } from "./releases.ts";

export type Read = (table: TableName, key: Item) => Item | undefined;

/** The state that a commit has established. */
export interface Committed {
  readonly version: number;
  readonly state: SystemState;
  readonly stationsItem: string | null;
}

/** Returns a state's item with the bytes that it has no room for; throws a RangeError where they are not there. */
export function withOverflow(item: Item, read: Read): Item {
  if (item.overflowItem === undefined) return item;
  const parts = itemsOfValue(item.overflowItem).map((name) => {
    const part = read("state", { systemId: item.systemId, item: name })?.bytes;
    if (part instanceof Uint8Array) return part;
    throw new RangeError(`the state of ${item.systemId} names ${name}, which is not there`);
  });
  const overflow = { items: [], bytes: Buffer.concat(parts) };
  return { ...item, ...splitOverflow(overflow, Number(item.format)) };
}

/** Returns null where the list of ids is not there; a spoiled list has the ids of the commit that wrote it. */
export function stateOf(item: Item, read: Read, spoiled: Committed | null): SystemState | null {
  const stations =
    spoiled?.stationsItem === item.stationsItem
      ? { ids: deflateRawSync(JSON.stringify(spoiled?.state.stationIds)) }
      : read("state", { systemId: item.systemId, item: item.stationsItem });
  if (stations === undefined) return null;
  const time = (value: unknown) => (typeof value === "string" ? Date.parse(value) : null);
  const { columns, format } = asWrittenToday(item);
  const stationIds = idsOf(stations.ids as Uint8Array);
  const frame = { stationIds, markAt: time(item.markAt), snapshotAt: time(item.snapshotAt) };
  return unpackState(columns as Uint8Array, frame, Number(format));
}

function idsOf(bytes: Uint8Array): readonly string[] {
  return JSON.parse(inflateRawSync(bytes).toString("utf8")) as string[];
}
