/** The store will never accept this write, however often it is tried; the caller sets it aside. */
export class RefusedForGood extends Error {
  override readonly name = "RefusedForGood";
}

/** The store takes no more writes for now, and the caller tries again later. */
export class Throttled extends Error {
  override readonly name = "Throttled";
}

/** An item of a table, as it was read. */
export type RawItem = Readonly<Record<string, unknown>>;

/**
 * What is stored can never be used: a part is lost, or its bytes say nothing. The caller sets the items aside and goes
 * on with `anew`, which replaces them.
 */
export class UnusableItem<Anew = unknown> extends Error {
  override readonly name = "UnusableItem";
  readonly items: readonly RawItem[];
  readonly anew: Anew;

  constructor(message: string, items: readonly RawItem[], anew: Anew) {
    super(message);
    this.items = items;
    this.anew = anew;
  }
}

/**
 * Newer code wrote the state. Skipping what this code does not know would drop it with the next commit, and leave
 * alerts open for ever.
 */
export class NewerStateError extends Error {
  override readonly name = "NewerStateError";
}
