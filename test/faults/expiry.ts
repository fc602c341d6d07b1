import type { World } from "./world.ts";

/** DynamoDB deletes some of what has expired, sooner or later. */
export function expireItems({ tables, mishaps }: World): void {
  tables.expire(() => mishaps.strike("expired item deleted", 15));
}
