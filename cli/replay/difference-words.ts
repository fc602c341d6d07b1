import { duration } from "../../functions/words/amounts.ts";
import type { Difference } from "./comparison.ts";

/** Returns what B has in place of A: `only B`, `2 in place of 3`, or `opened 3 min later, resolved 1 min sooner`. */
export function differenceWords({ a, b }: Difference): string {
  if (b.length === 0) return "only A";
  if (a.length === 0) return "only B";
  if (a.length !== b.length) return `${b.length} in place of ${a.length}`;
  const moves = [
    moved("opened", a[0]?.openedAt, b[0]?.openedAt),
    moved("resolved", a.at(-1)?.resolvedAt, b.at(-1)?.resolvedAt),
    moved("began", a[0]?.startedAt, b[0]?.startedAt),
    moved("ended", a.at(-1)?.endedAt, b.at(-1)?.endedAt),
  ].filter((words) => words !== null);
  // People are told of openings and resolutions, which come first; when it began and ended fits no narrow column too.
  return moves.slice(0, 2).join(", ") || "other times between";
}

/** Null where both times are the same; one that is null is yet to come. */
function moved(
  verb: string,
  before: number | null | undefined,
  after: number | null | undefined,
): string | null {
  if (before === after) return null;
  if (before == null) return `${verb} in B alone`;
  if (after == null) return `not yet ${verb}`;
  const apart = duration(Math.round(Math.abs(after - before) / 1_000));
  return `${verb} ${apart} ${after > before ? "later" : "sooner"}`;
}
