interface Event {
  readonly at: number;
  readonly run: () => void;
  /** Whether code under test may continue after it. */
  readonly wakes: boolean;
}

const START = Date.UTC(2026, 4, 4, 8, 0, 0);

/** Waits for the end of the turn, when every promise settled by then has been handled. */
export const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * The only clock and scheduler of a simulated world. Everything that takes time is an event; between two events the
 * code under test runs until it waits for another. So chance alone decides the order.
 */
export class VirtualTime {
  /** Milliseconds since the epoch. */
  now = START;
  eventsRun = 0;
  /** Sorted by time, the next one last; of two at the same time the one planned first runs first. */
  readonly #events: Event[] = [];

  /** Returns a function that cancels the event. */
  after(delayMs: number, run: () => void, wakes = true): () => void {
    const event = { at: this.now + Math.max(0, delayMs), run, wakes };
    let place = this.#events.length;
    while (place > 0 && (this.#events[place - 1]?.at ?? 0) <= event.at) place--;
    this.#events.splice(place, 0, event);
    return () => {
      const at = this.#events.indexOf(event);
      if (at !== -1) this.#events.splice(at, 1);
    };
  }

  /** Runs all events, including those they add; returns false after `eventsMax`. */
  async runOut(eventsMax: number): Promise<boolean> {
    const giveBack = this.#takeTimers();
    try {
      for (let event = this.#events.pop(); event !== undefined; event = this.#events.pop()) {
        if (++this.eventsRun > eventsMax) return false;
        this.now = event.at;
        event.run();
        if (event.wakes) await turn();
      }
      return true;
    } finally {
      giveBack();
    }
  }

  /** Whole days since the beginning. */
  get days(): number {
    return Math.floor((this.now - START) / 86_400_000);
  }

  /** Minutes, seconds and milliseconds since the beginning. */
  written(): string {
    const sinceMs = this.now - START;
    const minutes = String(Math.floor(sinceMs / 60_000)).padStart(3, " ");
    return `${minutes}:${((sinceMs % 60_000) / 1_000).toFixed(3).padStart(6, "0")}`;
  }

  /** Makes the time-outs of production code events too; returns a function that restores the clock. */
  #takeTimers(): () => void {
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    const own = <T extends unknown[]>(run: (...values: T) => void, delayMs = 0, ...values: T) => ({
      cancel: this.after(delayMs, () => run(...values)),
    });
    globalThis.setTimeout = own as unknown as typeof set;
    globalThis.clearTimeout = ((timer: { readonly cancel?: () => void } | undefined) =>
      timer?.cancel?.()) as typeof clear;
    const { now } = performance;
    performance.now = () => this.now - START;
    return () => {
      performance.now = now;
      globalThis.setTimeout = set;
      globalThis.clearTimeout = clear;
    };
  }
}
