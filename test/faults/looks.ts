import { isDeepStrictEqual } from "node:util";
import { inflateRawSync } from "node:zlib";
import { itemsOfValue } from "../../functions/core/item-names.ts";
import type { OwnColumns } from "../../functions/store/packed-changes.ts";
import { unpackLook } from "../../functions/store/packed-look.ts";
import { hasExpired } from "../../functions/store/times.ts";
import { comparable } from "../store/read-back.ts";
import type { ExpectedLook } from "./ledger.ts";
import type { Ended } from "./oracles.ts";
import type { World } from "./world.ts";

/** Compares the table of history with the looks of the commits, byte by byte; an expired one may be there or not. */
export function wrongLooks({ world }: Ended): string[] {
  const wrong: string[] = [];
  const left = new Map(world.ledger.looks);
  for (const item of world.tables.all("history")) {
    const key = `${item.systemId}/${item.at}`;
    const expected = left.get(key);
    left.delete(key);
    if (expected === undefined) wrong.push(`the look ${key} is made up`);
    else if (!isDeepStrictEqual(plain(item), plain(expected.item))) {
      wrong.push(`the look ${key} is not that of its commit`);
    } else wrong.push(...wrongList(key, expected, world));
  }
  const lost = [...left].filter(([, { item }]) => !hasExpired(item, world.time.now));
  return [...wrong, ...lost.map(([key]) => `the look ${key} is lost`)];
}

/** Bytes of a request and of an answer differ in their class. */
function plain(item: object) {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => [name, value instanceof Uint8Array ? [...value] : value]),
  );
}

/** The list of ids must be there, and mean the columns, for as long as the look is. */
function wrongList(key: string, { item, believed }: ExpectedLook, world: World): string[] {
  const { systemId, stations } = item;
  if (believed === null || hasExpired(item, world.time.now)) return [];
  if (world.ledger.spoiledLists.has(`${systemId}/${stations}`)) return [];
  const ids = idsOf(systemId, stations, world);
  if (ids === null) return [`the ids of the look ${key} are gone`];
  return isDeepStrictEqual(ids, [...believed.stationIds])
    ? []
    : [`the look ${key} counts by another list of ids`];
}

function idsOf(systemId: string, stations: unknown, { tables }: World): readonly string[] | null {
  const parts = itemsOfValue(stations).map((item) => tables.read("state", { systemId, item })?.ids);
  if (parts.length === 0 || !parts.every((part) => part instanceof Uint8Array)) return null;
  return JSON.parse(inflateRawSync(Buffer.concat(parts)).toString()) as string[];
}

/** Reads the table as a reader does, each look on the one that it names, and compares with what was believed. */
export function unreadableLooks({ world }: Ended): string[] {
  const wrong: string[] = [];
  const newest = new Map<
    string,
    { readonly at: number; readonly columns: OwnColumns; readonly stations: unknown }
  >();
  const before = believedBefore(world);
  const items = world.tables.all("history").toSorted((a, b) => (String(a.at) < String(b.at) ? -1 : 1));
  for (const { systemId, at: time, look, stations } of items) {
    const key = `${systemId}/${time}`;
    const at = Date.parse(String(time));
    const stored = unpackLook(look as Uint8Array, at).seen?.columns ?? null;
    const expected = world.ledger.looks.get(key)?.believed ?? null;
    if (stored === null || expected === null) continue;
    const base = newest.get(String(systemId));
    const columns = stored.type === "key" ? stored.read(expected.stationIds.length) : base?.columns;
    if (stored.type === "delta") {
      if (stored.on !== before.get(key)) wrong.push(`the look ${key} does not build on the one before it`);
      // What it builds on may have expired.
      if (base?.at !== stored.on) continue;
      if (base.stations !== stations) wrong.push(`the look ${key} builds on one of another list of ids`);
      else stored.applyTo(base.columns);
    }
    if (columns === undefined) continue;
    newest.set(String(systemId), { at, columns, stations });
    if (!isDeepStrictEqual(comparable(columns), comparable(expected.columns)))
      wrong.push(`the look ${key} is read as something else than was believed`);
  }
  return wrong;
}

/** The time of the newest look with columns before each, also of those that have expired. */
function believedBefore({ ledger }: World): ReadonlyMap<string, number> {
  const before = new Map<string, number>();
  const newest = new Map<unknown, number>();
  const looks = [...ledger.looks].toSorted(([, a], [, b]) => (a.item.at < b.item.at ? -1 : 1));
  for (const [key, { item, believed }] of looks) {
    const known = newest.get(item.systemId);
    if (known !== undefined) before.set(key, known);
    if (believed !== null) newest.set(item.systemId, Date.parse(item.at));
  }
  return before;
}
