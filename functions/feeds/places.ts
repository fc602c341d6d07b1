import { FetchFailure } from "../http/failure.ts";

interface Holder {
  readonly since: number;
  readonly hurry: AbortController;
}

/**
 * A few places for work that takes much memory. Who finds none waits in line, as long as his signal lets him. Once
 * somebody waits, whoever has had a place for longer than `holdMs` loses it: a body that trickles stops no other.
 */
export class Places {
  readonly #holdMs: number;
  #free: number;
  readonly #holders = new Set<Holder>();
  /** Each is called once, with a place that has just become free. */
  readonly #waiting: (() => void)[] = [];

  constructor(places: number, holdMs: number) {
    this.#free = places;
    this.#holdMs = holdMs;
  }

  /** Does the work in a place; `late` tells it to give the place up. Rejects when `signal` ends the wait for one. */
  async within<T>(signal: AbortSignal, work: (late: AbortSignal) => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1;
    else await this.#turn(signal);
    const holder: Holder = { since: performance.now(), hurry: new AbortController() };
    this.#holders.add(holder);
    try {
      return await work(holder.hurry.signal);
    } finally {
      this.#holders.delete(holder);
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const watch = setInterval(() => this.#hurryOne(), Math.ceil(this.#holdMs / 4));
    try {
      await new Promise<void>((go, giveUp) => {
        const leave = () => {
          const at = this.#waiting.indexOf(go);
          if (at === -1) return;
          this.#waiting.splice(at, 1);
          giveUp(new FetchFailure("its body waited too long for the memory that others used"));
        };
        this.#waiting.push(go);
        if (signal.aborted) leave();
        else signal.addEventListener("abort", leave, { once: true });
      });
    } finally {
      clearInterval(watch);
    }
  }

  #hurryOne(): void {
    const before = performance.now() - this.#holdMs;
    for (const { since, hurry } of this.#holders) {
      if (since >= before || hurry.signal.aborted) continue;
      hurry.abort();
      return;
    }
  }
}
