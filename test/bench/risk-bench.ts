import { pastOfTape } from "../../cli/replay/past.ts";
import { Flows } from "../../functions/core/risk.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { openTape } from "../../local/tape/read.ts";
import { type Result, result } from "./results.ts";

const MINUTE_MS = 60_000;
/** Before so much is known of a system, its rates say little; the command reads as much. */
const WARM_UP_MS = 180 * MINUTE_MS;

/** How many pairs of stations at most come in the wrong order, in percent; measured: 5.9, 7.4 and 2.7. */
const GOALS: readonly (readonly [tape: string, withinMinutes: number, goal: number])[] = [
  ["lyon-jcdecaux-v3", 15, 6],
  ["lyon-jcdecaux-v3", 30, 7.5],
  ["baywheels-gbfs-1", 30, 3],
];

/** A station that is not empty at a look: its place in two orders, and whether it is empty soon. */
interface Guess {
  readonly at: number;
  readonly byRisk: number;
  readonly byCount: number;
  emptyAt: number | null;
}

/**
 * Measures how often a station that is empty soon comes after one that is not, in the order of risk: 100 % less the area
 * under the ROC curve. The order by count alone is printed beside it.
 */
export async function benchRisk(name: string, folder: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const [, withinMinutes, goal] of GOALS.filter(([tape]) => tape === name)) {
    const guesses = await guessesOf(folder, withinMinutes);
    const wrong = (order: (guess: Guess) => number) =>
      100 * (1 - areaUnderCurve(guesses, order, withinMinutes));
    const byCount = wrong(({ byCount }) => byCount).toFixed(1);
    const what = `order of what is empty in ${withinMinutes} min, ${name} (by count ${byCount})`;
    results.push(
      result(
        what,
        wrong(({ byRisk }) => byRisk),
        "% wrong",
        goal,
      ),
    );
  }
  return results;
}

async function guessesOf(folder: string, withinMinutes: number): Promise<Guess[]> {
  const flows = new Flows();
  const all: Guess[] = [];
  const open = new Map<string, Guess[]>();
  let from: number | null = null;
  let to = 0;
  for await (const look of pastOfTape(await openTape(folder), PLAIN_RULES)) {
    const { at, believed } = look;
    if (believed === null) continue;
    from ??= at;
    to = at;
    flows.take(look);
    const { stationIds, columns } = believed;
    const risks = flows.risks(withinMinutes);
    for (const [column, stationId] of stationIds.entries()) {
      const count = columns.vehicles[column] ?? null;
      if (count === 0) {
        for (const guess of open.get(stationId) ?? []) guess.emptyAt = at;
        open.delete(stationId);
      }
      const risk = risks[column]?.empty ?? null;
      if (count === null || risk === null || at - from < WARM_UP_MS) continue;
      const guess: Guess = { at, byRisk: risk, byCount: -count, emptyAt: null };
      all.push(guess);
      const own = open.get(stationId);
      if (own === undefined) open.set(stationId, [guess]);
      else own.push(guess);
    }
  }
  return all.filter(({ at }) => at + withinMinutes * MINUTE_MS <= to);
}

/** The share of pairs, one that is empty soon and one that is not, that stand in the right order; ties count half. */
function areaUnderCurve(
  guesses: readonly Guess[],
  order: (guess: Guess) => number,
  withinMinutes: number,
): number {
  const isSoon = ({ at, emptyAt }: Guess) => emptyAt !== null && emptyAt - at <= withinMinutes * MINUTE_MS;
  const sorted = guesses.map((guess) => [order(guess), isSoon(guess)] as const).sort(([a], [b]) => a - b);
  let [soon, ranks] = [0, 0];
  for (let first = 0, next = 0; first < sorted.length; first = next) {
    while (next < sorted.length && sorted[next]?.[0] === sorted[first]?.[0]) next++;
    const tied = sorted.slice(first, next).filter(([, is]) => is).length;
    soon += tied;
    ranks += tied * ((first + 1 + next) / 2);
  }
  return (ranks - (soon * (soon + 1)) / 2) / (soon * (sorted.length - soon));
}
