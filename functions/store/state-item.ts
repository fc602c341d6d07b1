import type { NewerStateError, RawItem } from "../core/refusal.ts";
import { quoted } from "../words/text.ts";
import { splitOverflow } from "./overflow.ts";
import { newerPartIn } from "./packed-state.ts";
import { millisecondsOf } from "./times.ts";
import type { ReadValue } from "./values.ts";

/** What a state's item says, read with care: anybody may have written it. */

export function overflowNameIn({ overflowItem }: { readonly overflowItem?: unknown }): {
  overflowItem?: string;
} {
  return typeof overflowItem === "string" ? { overflowItem } : {};
}

/** Returns which rules the commit went by; null where older code wrote it. */
export function ruleVersionIn({ ruleVersion }: RawItem): string | null {
  return typeof ruleVersion === "string" ? ruleVersion : null;
}

export function isVersion(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0 && (value as number) < Number.MAX_SAFE_INTEGER;
}

/** Returns a mark's time; null where there is none yet. */
export function markOf(value: unknown, latest: number): number | null {
  const time = millisecondsOf(value);
  if (time === null && value !== null) throw new RangeError(`its mark is ${quoted(value)}`);
  if (time !== null && time > latest)
    throw new RangeError(
      `its mark ${quoted(value)} is ahead of the clock, and would make honest polls look old`,
    );
  return time;
}

/** Returns the bytes, wherever they are kept. Throws a RangeError when a part is lost. */
export function bytesOf(
  item: RawItem,
  overflow: ReadValue | null,
): { readonly columns?: unknown; readonly pending?: unknown; readonly looks?: unknown } {
  return overflow === null ? item : splitOverflow(overflow, Number(item.format));
}

/** What newer code wrote is its own to repair, also where something else of it is lost. */
export function newerCodeIn(item: RawItem, overflow: ReadValue | null): NewerStateError | null {
  return newerPartIn(() => bytesOf(item, overflow).columns, item.format);
}
