import type { Random } from "../../local/city/random.ts";
import type { Scale } from "./world.ts";

/** Every kind of fault in the simulated world; the table of a run counts each. */
export const FAULTS = [
  "request refused (throttled)",
  "request failed, not done",
  "request failed, but done",
  "request repeated by the client",
  "request or answer late",
  "crash before a request",
  "crash before an answer",
  "events taken in part",
  "items read in part",
  "stale read",
  "invocation throttled",
  "invocation's answer lost",
  "invocation timed out",
  "request of a zombie",
  "commit refused (a rival came first)",
  "read of the stream failed",
  "checkpoint rewound",
  "batch given up",
  "commit cut in parts",
  "shard split",
  "shards merged",
  "schedule missed",
  "schedule fired twice",
  "poll timed out",
  "clock of a poller set back",
  "clock of a poller set forward",
  "silence of many minutes",
  "silence of days",
  "detector switched off meanwhile",
  "expired item deleted",
  "deployment",
  "container of an older deployment",
  "newer code beside older",
  "state in a newer format",
  "state with a part of newer code",
  "rule of newer code switched on or off",
  "deployment rolled back past a rule",
  "garbage on the stream",
  "state spoiled",
  "feed not to be reached",
  "kept connection lost",
  "feed failed",
  "feed asked for patience",
  "feed hung",
  "feed's answer cut short",
  "feed packed its body wrongly",
  "feed switched protocols",
  "feed redirected",
  "feed answered with something else",
  "feed answered 304 unasked",
  "feed frozen",
  "feed regressed",
  "feed lost stations",
  "names not to be had",
  "names changed",
  "names come late",
  "alert looked after by a person",
] as const;

export type Fault = (typeof FAULTS)[number];

const RATES = [0.004, 0.015, 0.04, 0.1];
/** At the usual rates a batch of hundreds of requests would never get done. */
const WIDE_RATE = 0.0006;
/** In weeks of trouble at the usual rates nothing would last. */
const LONG_SHARE_OF_RATE = 0.2;

/** Decides which faults strike. Each history has its own few kinds and rate, so that rare combinations occur. */
export class Mishaps {
  readonly counts = new Map<Fault, number>();
  /** When true, no fault strikes any more. */
  isCalm = false;
  readonly #random: Random;
  readonly #kinds: ReadonlySet<Fault>;
  #rate: number;
  /** Ordinals of faults that are skipped, to find those that a failure needs. */
  readonly #spared: ReadonlySet<number>;
  #struck = 0;

  constructor(random: Random, spared: ReadonlySet<number>, scale: Scale) {
    this.#random = random;
    this.#spared = spared;
    this.#rate = scale === "wide" ? WIDE_RATE : (RATES[random.below(RATES.length)] ?? 0);
    if (scale === "long") this.#rate *= LONG_SHARE_OF_RATE;
    const share = random.between(0.2, 1);
    this.#kinds = new Set(FAULTS.filter(() => random.chance(share)));
  }

  /** How many faults struck or would have. */
  get struck(): number {
    return this.#struck;
  }

  /** `often` multiplies the rate: rarely requested faults must strike more often. */
  strike(fault: Fault, often = 1): boolean {
    if (this.isCalm || !this.#kinds.has(fault) || !this.#random.chance(this.#rate * often)) return false;
    if (this.#spared.has(this.#struck++)) return false;
    this.count(fault);
    return true;
  }

  /** Counts a fault that follows from other faults. */
  count(fault: Fault): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
  }
}
