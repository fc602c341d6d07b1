import type { StoredState } from "../detect/ports.ts";

/** All remembered states together have at most this many stations, for which a container has room beside its batch. */
const STATIONS_MAX = 20_000;

/** The attributes of a state's item on which its unpacked form depends. */
export interface ItemOfState {
  readonly format: number;
  readonly version: number;
  readonly stationsItem: string;
  /** Absent where older code wrote the item. */
  readonly ruleVersion?: unknown;
  readonly markAt: unknown;
  readonly snapshotAt: unknown;
  readonly columns: Uint8Array;
  readonly pending: string | Uint8Array;
  /** The looks of the last commit; absent where there is none, or where the item has no room for them. */
  readonly looks?: Uint8Array;
  /** The name of the value that has the columns and the effects where the item has no room for them. */
  readonly overflowItem?: unknown;
}

/**
 * Remembers the unpacked form of the items read or saved last. It saves the unpacking, not the reading: every item is
 * still read strongly consistently, and only an item equal to the byte is recalled. States are never changed, so they
 * can be shared.
 */
export class RememberedStates {
  readonly #states = new Map<string, { readonly item: ItemOfState; readonly stored: StoredState }>();
  #stations = 0;

  /** Returns null when no item was remembered, or another one. */
  recall(systemId: string, item: ItemOfState): StoredState | null {
    const known = this.#states.get(systemId);
    return known !== undefined && isSame(known.item, item) ? known.stored : null;
  }

  remember(systemId: string, item: ItemOfState, stored: StoredState): void {
    this.#forget(systemId);
    if (sizeOf(stored) > STATIONS_MAX) return;
    this.#states.set(systemId, { item, stored });
    this.#stations += sizeOf(stored);
    // The state remembered longest ago is forgotten first.
    for (const oldest of this.#states.keys()) {
      if (this.#stations <= STATIONS_MAX) return;
      this.#forget(oldest);
    }
  }

  #forget(systemId: string): void {
    const known = this.#states.get(systemId);
    if (known === undefined) return;
    this.#stations -= sizeOf(known.stored);
    this.#states.delete(systemId);
  }
}

/** Returns the number of stations, and 1 where there is none: an empty state takes room too. */
function sizeOf({ state }: StoredState): number {
  return Math.max(1, state.stationIds.length);
}

function isSame(a: ItemOfState, b: ItemOfState): boolean {
  return (
    a.version === b.version &&
    a.format === b.format &&
    a.stationsItem === b.stationsItem &&
    a.ruleVersion === b.ruleVersion &&
    a.overflowItem === b.overflowItem &&
    a.markAt === b.markAt &&
    a.snapshotAt === b.snapshotAt &&
    isSameBytes(a.columns, b.columns) &&
    isSameBytes(a.pending, b.pending) &&
    isSameBytes(a.looks, b.looks)
  );
}

function isSameBytes(a: string | Uint8Array | undefined, b: string | Uint8Array | undefined): boolean {
  // What was remembered is known to be text or bytes; what was just read may be anything.
  if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return a === b;
  return Buffer.compare(a, b) === 0;
}
