import { createRandom } from "../../local/city/random.ts";

/** One kill: at the nth moment of a kind after the start. */
export interface Kill {
  readonly kind: "commit" | "flush" | "lease" | "poll" | "load";
  readonly count: number;
}

const KINDS = ["commit", "flush", "lease", "poll", "load"] as const;

/** So many kills, half of them between commit and flush, each within `reach` moments of its kind. */
export function killPlan(seed: number, kills: number, reach: number): Kill[] {
  const random = createRandom(seed);
  return Array.from({ length: kills }, (_, index) => ({
    kind: index % 2 === 0 ? "commit" : (KINDS[random.below(KINDS.length)] ?? "flush"),
    count: 1 + random.below(reach),
  }));
}
