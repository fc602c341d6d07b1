import { ALERT_TIMES, type Refolded } from "../views/refold.ts";
import { counted } from "./amounts.ts";

const WORDS: Readonly<Record<(typeof ALERT_TIMES)[number], string>> = {
  startedAt: "it began",
  openedAt: "it opened",
  endedAt: "it ended",
  resolvedAt: "it was resolved",
};

/** Returns the sentences that say what came of folding an alert's past once more. */
export function refoldSentences(
  { from, looks, times, differing, hangsOn, isFarEnough, holes }: Refolded,
  time: (iso: string) => string,
): string[] {
  if (from === null) return ["Nothing is kept of its time, so it cannot be folded once more."];
  const folded = `Folded once more by the same rules, ${counted(looks, "poll")} from ${time(from)} on`;
  const [firstHole] = holes;
  return [
    `${folded}: ${comparisonWords()}.`,
    ...(isFarEnough ? [] : ["It may hang on older polls: history begins later than what may decide on it."]),
    ...(hangsOn.length === 0
      ? []
      : [`It may hang on older polls: ${hangsOn.join(", ")} held from the first poll on.`]),
    ...(firstHole === undefined
      ? []
      : [`${counted(holes.length, "hole")} in what is kept of it; the first: ${firstHole}.`]),
  ];

  function comparisonWords(): string {
    if (times === null) return "no such alert comes of it";
    if (differing.length === 0) return "all four times are the same";
    const other = differing.map((name) => {
      const at = times[name];
      return `${WORDS[name]} ${at === null ? "not at all" : time(at)}`;
    });
    const same = ALERT_TIMES.length - differing.length;
    return `${other.join(", ")}; ${same === 1 ? "the other time is" : `the other ${same} times are`} the same`;
  }
}
