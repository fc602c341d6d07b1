import { messageOf } from "../../functions/core/messages.ts";
import { type History, runHistory } from "./history.ts";

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
  readonly faults: Record<string, number>;
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
    faults: {},
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
    const history = await runHistory(seed).catch((cause: unknown) => {
      throw new Error(`seed ${seed} broke the world itself: ${messageOf(cause)}`, { cause });
    });
    addHistory(sum, history);
    onHistory(sum);
  }
  return sum;
}

export function addCampaign(to: Campaign, more: Campaign): void {
  for (const name of COUNTS) to[name] += more[name];
  for (const [fault, count] of Object.entries(more.faults))
    to.faults[fault] = (to.faults[fault] ?? 0) + count;
  to.failures.push(...more.failures);
}

const COUNTS = [
  "histories",
  "records",
  "commits",
  "invocations",
  "alerts",
  "announced",
  "writeUnits",
  "readUnits",
] as const;

function addHistory(sum: Campaign, history: History): void {
  sum.histories++;
  for (const name of COUNTS) if (name !== "histories") sum[name] += history[name];
  for (const [fault, count] of history.faults) sum.faults[fault] = (sum.faults[fault] ?? 0) + count;
  if (history.failure === null) return;
  const { oracle, sentences } = history.failure;
  sum.failures.push({ seed: history.seed, oracle, sentence: sentences[0] ?? "" });
}
