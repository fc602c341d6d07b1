import type { World } from "./world.ts";

/** Deletes some expired items, as DynamoDB does sooner or later. */
export function expireItems({ tables, mishaps }: World): void {
  tables.expire(() => mishaps.strike("expired item deleted", 15));
}
