import { FAULTS, type Fault } from "./mishaps.ts";

/** Both of two faults struck in one history. */
export type Pair = string;

const PAIRS: readonly Pair[] = FAULTS.flatMap((one, at) =>
  FAULTS.slice(at + 1).map((other) => pairOf(one, other)),
);
/** The faults of a small history come from a few kinds; that all pairs meet takes a full campaign. */
const SHARE_MIN = 0.95;

export function pairsIn(faults: ReadonlyMap<Fault, number>): Pair[] {
  const struck = FAULTS.filter((fault) => faults.has(fault));
  return struck.flatMap((one, at) => struck.slice(at + 1).map((other) => pairOf(one, other)));
}

/** Returns lines that say how many pairs of faults met, and those that did not; `isEnough` from 95 % on. */
export function pairsTable(met: Readonly<Record<Pair, number>>): { lines: string[]; isEnough: boolean } {
  const counts = PAIRS.map((pair) => met[pair] ?? 0);
  const absent = PAIRS.filter((pair) => (met[pair] ?? 0) === 0);
  const share = (PAIRS.length - absent.length) / PAIRS.length;
  const bounds = [1, 10, 100, 1_000];
  return {
    lines: [
      `pairs of faults that met in one history: ${PAIRS.length - absent.length} of ${PAIRS.length}, ${(100 * share).toFixed(1)} %`,
      ...bounds.map((bound) => `${counts.filter((count) => count >= bound).length} at least ${bound} times`),
      ...absent.map((pair) => `never: ${pair}`),
    ],
    isEnough: share >= SHARE_MIN,
  };
}

function pairOf(one: Fault, other: Fault): Pair {
  return `${one} + ${other}`;
}
