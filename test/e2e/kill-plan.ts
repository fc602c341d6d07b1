import { createRandom } from "../../local/city/random.ts";
import { openTape } from "../../local/tape/read.ts";

/** A kill at the first moment of a kind after the tape has reached a time. */
export interface Kill {
  readonly kind: "commit" | "flush" | "lease" | "poll" | "load";
  /** ISO 8601, UTC. */
  readonly from: string;
}

const KINDS = ["flush", "lease", "poll", "load"] as const;
/** The kills end here, so that some of the tape is left after the last one. */
const SPANNED_SHARE = 0.95;

/** Plans the kills: one somewhere in each equal part of the tape, every other one between commit and flush. */
export async function killPlan(seed: number, kills: number, folder: string): Promise<Kill[]> {
  const random = createRandom(seed);
  const times: number[] = [];
  for await (const { at } of (await openTape(folder)).responses()) times.push(at);
  const partLength = (times.length * SPANNED_SHARE) / kills;
  return Array.from({ length: kills }, (_, part) => {
    const at = times[Math.floor((part + random.between(0, 1)) * partLength)] ?? 0;
    const kind = part % 2 === 0 ? "commit" : (KINDS[random.below(KINDS.length)] ?? "flush");
    return { kind, from: new Date(at).toISOString() };
  });
}
