import { messageOf } from "../../functions/core/messages.ts";
import { hashOf } from "./hashes.ts";
import { type History, runHistory } from "./history.ts";
import { type Pair, pairsIn } from "./pairs.ts";

/** The sum of many histories, in plain values so that processes can exchange it. */
export interface Campaign {
  histories: number;
  records: number;
  commits: number;
  invocations: number;
  alerts: number;
  announced: number;
  writeUnits: number;
  readUnits: number;
  /** Histories with hundreds of stations, and histories of weeks. */
  wide: number;
  long: number;
  days: number;
  /** Commits whose effects were flushed in more than one group. */
  groups: number;
  /** Events that were told in parts. */
  parts: number;
  readonly faults: Record<string, number>;
  /** In how many histories two faults met. */
  readonly pairs: Record<Pair, number>;
  /** Of each history, where they are asked for. */
  readonly hashes: string[];
  /** The seed, the oracle and its first sentence. */
  readonly failures: { readonly seed: number; readonly oracle: string; readonly sentence: string }[];
}

export interface Seeds {
  readonly first: number;
  readonly histories: number;
  /** With 2 this process takes every second seed, since another takes the rest. */
  readonly stride: number;
  readonly failuresMax: number;
  /** When no history fails, also tries every way in which two workers can meet. */
  readonly searches?: boolean;
  /** Also takes a hash of everything that each history did. */
  readonly hashes?: boolean;
}

export function newCampaign(): Campaign {
  return {
    histories: 0,
    records: 0,
    commits: 0,
    invocations: 0,
    alerts: 0,
    announced: 0,
    writeUnits: 0,
    readUnits: 0,
    wide: 0,
    long: 0,
    days: 0,
    groups: 0,
    parts: 0,
    faults: {},
    pairs: {},
    hashes: [],
    failures: [],
  };
}

/** Runs the seeds in order until `failuresMax` have failed. `onHistory` is called after each. */
export async function runSeeds(
  seeds: Seeds,
  onHistory: (sum: Campaign) => void = () => {},
): Promise<Campaign> {
  const sum = newCampaign();
  for (let at = 0; at < seeds.histories && sum.failures.length < seeds.failuresMax; at++) {
    const seed = seeds.first + at * seeds.stride;
    const history = await runHistory(seed, { traces: seeds.hashes === true }).catch((cause: unknown) => {
      throw new Error(`seed ${seed} broke the world itself: ${messageOf(cause)}`, { cause });
    });
    addHistory(sum, history);
    if (seeds.hashes === true) sum.hashes.push(hashOf(history));
    onHistory(sum);
  }
  return sum;
}

export function addCampaign(to: Campaign, more: Campaign): void {
  for (const name of COUNTS) to[name] += more[name];
  addCounts(to.faults, Object.entries(more.faults));
  addCounts(to.pairs, Object.entries(more.pairs));
  to.hashes.push(...more.hashes);
  to.failures.push(...more.failures);
}

/** Counts of one history. */
const OF_HISTORY = [
  "records",
  "commits",
  "invocations",
  "alerts",
  "announced",
  "writeUnits",
  "readUnits",
  "days",
  "groups",
  "parts",
] as const;
const COUNTS = ["histories", "wide", "long", ...OF_HISTORY] as const;

function addCounts(to: Record<string, number>, more: Iterable<readonly [string, number]>): void {
  for (const [name, count] of more) to[name] = (to[name] ?? 0) + count;
}

function addHistory(sum: Campaign, history: History): void {
  sum.histories++;
  if (history.scale !== "small") sum[history.scale]++;
  for (const name of OF_HISTORY) sum[name] += history[name];
  addCounts(sum.faults, history.faults);
  addCounts(
    sum.pairs,
    pairsIn(history.faults).map((pair) => [pair, 1] as const),
  );
  if (history.failure === null) return;
  const { oracle, sentences } = history.failure;
  sum.failures.push({ seed: history.seed, oracle, sentence: sentences[0] ?? "" });
}
