import type { Effect } from "../../functions/core/effects.ts";
import type { Seeds } from "../faults/campaign.ts";
import { compare } from "./compare.ts";
import { historyOf } from "./history.ts";

/** The sum of many histories, in plain values so that processes can exchange it. */
export interface Campaign {
  histories: number;
  polls: number;
  /** How often a poll had each verdict, and an effect of each kind was told. */
  readonly met: Record<string, number>;
  /** The seeds whose history differs. */
  readonly failures: number[];
}

/** Takes the seeds' histories through model and code until `failuresMax` differ. `onHistory` is called after each. */
export function runSeeds(seeds: Seeds, onHistory: (sum: Campaign) => void = () => {}): Campaign {
  const sum: Campaign = { histories: 0, polls: 0, met: {}, failures: [] };
  const count = (what: string) => {
    sum.met[what] = (sum.met[what] ?? 0) + 1;
  };
  for (let at = 0; at < seeds.histories && sum.failures.length < seeds.failuresMax; at++) {
    const history = historyOf(seeds.first + at * seeds.stride);
    const difference = compare(history, ({ verdict, effects }) => {
      sum.polls++;
      count(`polls ${verdict}`);
      for (const effect of effects) count(kindOf(effect));
    });
    sum.histories++;
    if (difference !== null) sum.failures.push(history.seed);
    onHistory(sum);
  }
  return sum;
}

export function addCampaign(to: Campaign, more: Campaign): void {
  to.histories += more.histories;
  to.polls += more.polls;
  for (const [what, count] of Object.entries(more.met)) to.met[what] = (to.met[what] ?? 0) + count;
  to.failures.push(...more.failures);
}

function kindOf(effect: Effect): string {
  switch (effect.type) {
    case "open":
      return `alerts ${effect.rule} opened${effect.baseline ? " as a baseline" : effect.afterGap ? " after a gap" : ""}`;
    case "resolve": {
      const { endReason, endUncertain } = effect.resolution;
      return `alerts ${effect.rule} ${endReason ?? (endUncertain ? "ended at an unknown time" : "resolved")}`;
    }
    default:
      return `effects ${effect.type}`;
  }
}
