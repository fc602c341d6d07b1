import { isoTime } from "../core/iso-time.ts";
import { messageOf } from "../core/messages.ts";
import type { Believed, PastLook } from "../core/past.ts";
import type { ReadLook } from "../store/history-queries.ts";
import type { OwnColumns } from "../store/packed-changes.ts";
import type { StoredLook } from "../store/packed-look.ts";

type StoredColumns = NonNullable<NonNullable<StoredLook["seen"]>["columns"]>;

/** The newest look whose columns are known: a delta builds on it. */
interface Base {
  readonly at: number;
  readonly stationIds: readonly string[];
  readonly columns: OwnColumns;
}

/**
 * Reads a system's looks back, in order. The columns of all stations begin; those that changed count only on the look
 * that they build on, by the same list of ids. What is missing is said: looks that are not there, what columns build
 * on, lists of ids that are gone. Columns are valid until the next look is read.
 */
export class HistoryReader {
  #base: Base | null = null;
  /** `at` of the look that was read last. */
  #readAt: number | null = null;

  read({ at, look, stationIds, problem }: ReadLook): PastLook {
    const missing = this.#missingBefore(look?.previousAt ?? null);
    this.#readAt = at;
    if (look === null) {
      const unread = { verdict: "unread", reason: null, ruleVersion: null, believed: null } as const;
      return { at, previousAt: null, ...unread, hole: problem };
    }
    const { previousAt, verdict, reason, ruleVersion, seen } = look;
    const said = { at, previousAt, verdict, reason, ruleVersion };
    if (seen === null) return { ...said, believed: null, hole: missing };
    const { columns, ...sight } = seen;
    // Of an observed look the reason says why it has no columns.
    if (columns === null) return { ...said, reason: null, believed: null, hole: reason ?? missing };
    try {
      if (stationIds === null) throw new RangeError(problem ?? "its list of station ids is gone");
      const { own, changed } = this.#columnsOf(columns, stationIds);
      this.#base = { at, stationIds, columns: own };
      const believed: Believed = { ...sight, stationIds, columns: own, changed };
      return { ...said, believed, hole: missing };
    } catch (error) {
      // Columns that were changed only in part are nothing to build on.
      this.#base = null;
      return { ...said, believed: null, hole: messageOf(error) };
    }
  }

  /** Throws an error that says what the columns build on and is not there. */
  #columnsOf(
    stored: StoredColumns,
    stationIds: readonly string[],
  ): { own: OwnColumns; changed: readonly number[] | null } {
    if (stored.type === "key") return { own: stored.read(stationIds.length), changed: null };
    const base = this.#base;
    const on = `it builds on the look of ${isoTime(stored.on)}`;
    if (base?.at !== stored.on) throw new RangeError(`${on}, which is not there`);
    if (base.stationIds !== stationIds || stored.stations !== stationIds.length)
      throw new RangeError(`${on}, which has another list of station ids`);
    return { own: base.columns, changed: stored.applyTo(base.columns) };
  }

  #missingBefore(previousAt: number | null): string | null {
    const readAt = this.#readAt;
    if (readAt === null || previousAt === null || previousAt === readAt) return null;
    return `the looks between ${isoTime(readAt)} and ${isoTime(previousAt)} are not there`;
  }
}
