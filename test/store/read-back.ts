import type { Columns } from "../../functions/core/columns.ts";
import type { OwnColumns } from "../../functions/store/packed-changes.ts";
import { unpackLook } from "../../functions/store/packed-look.ts";

/** What is believed at each look that has columns, by the looks' times: read as a reader does, each on the one before. */
export function readBack(
  looks: readonly { readonly at: number; readonly bytes: Uint8Array; readonly stations: number }[],
): Map<number, Columns> {
  const believed = new Map<number, Columns>();
  let newest: { readonly at: number; readonly columns: OwnColumns } | null = null;
  for (const { at, bytes, stations } of looks) {
    const columns = unpackLook(bytes, at).seen?.columns ?? null;
    if (columns === null) continue;
    if (columns.type === "key") newest = { at, columns: columns.read(stations) };
    else {
      if (columns.on !== newest?.at)
        throw new Error(`the look ${at} builds on ${columns.on}, not on ${newest?.at}`);
      columns.applyTo(newest.columns);
      newest = { at, columns: newest.columns };
    }
    believed.set(at, structuredClone(newest.columns));
  }
  return believed;
}

/** A measure that is unknown at every station is as good as not kept. */
export function comparable({ ebikes, ...always }: Columns) {
  return ebikes?.some((count) => count !== null) ? { ...always, ebikes: [...ebikes] } : always;
}
