/** The store will never accept this write, however often it is tried; the caller sets it aside. */
export class RefusedForGood extends Error {
  override readonly name = "RefusedForGood";
}

/** The store takes no more writes for now, and the caller tries again later. */
export class Throttled extends Error {
  override readonly name = "Throttled";
}
