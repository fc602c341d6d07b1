/** The store will never accept this write, however often it is tried; the caller sets it aside. */
export class RefusedForGood extends Error {
  override readonly name = "RefusedForGood";
}
