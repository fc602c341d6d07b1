import type { Random } from "../../local/city/random.ts";
import { NotSimulated, serviceError } from "../doubles/service-error.ts";
import type { Fault, Mishaps } from "./mishaps.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** The caller of a request: one container of a function. Its memory ends with it; requests already sent go on. */
export interface Caller {
  readonly name: string;
  isAlive: boolean;
  /** Its invocation was given up by its caller, but goes on. */
  isZombie: boolean;
  /** One of its requests or answers took long. */
  isLate: boolean;
  die(): void;
}

const LATE_MS = [300, 1_500, 5_000, 30_000, 61_000, 90_000];

type Fate = "done" | Fault;

/** Carries requests. */
export interface Wire {
  request<T>(caller: Caller, what: string, work: () => T): Promise<T>;
  ask<T>(caller: Caller, what: string, work: () => T): Promise<T>;
  /** Operations that the simulation does not know. */
  readonly notSimulated: string[];
}

/** Everything between a container and the services: each request and each answer is an event of its own. */
export class Network implements Wire {
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #mishaps: Mishaps;
  readonly #tell: (line: string) => void;
  readonly notSimulated: string[] = [];

  constructor(time: VirtualTime, random: Random, mishaps: Mishaps, tell: (line: string) => void) {
    this.#time = time;
    this.#random = random;
    this.#mishaps = mishaps;
    this.#tell = tell;
  }

  /** A request to a service: it may be refused, done without an answer, or done twice. */
  request<T>(caller: Caller, what: string, work: () => T): Promise<T> {
    const fate = caller.isAlive ? this.#fate() : "done";
    return this.#carry(caller, what, fate, () => {
      switch (fate) {
        case "request refused (throttled)":
          throw serviceError("ProvisionedThroughputExceededException");
        case "request failed, not done":
          throw serviceError("InternalServerError");
        case "request failed, but done":
          work();
          throw serviceError("TimeoutError");
        case "request repeated by the client":
          work();
          return asRetried(work);
        default:
          return work();
      }
    });
  }

  /** A request to a feed, which simulates its own failures; but it takes time, and the caller may die during it. */
  ask<T>(caller: Caller, what: string, work: () => T): Promise<T> {
    return this.#carry(caller, what, "done", work);
  }

  #fate(): Fate {
    for (const fault of [
      "request refused (throttled)",
      "request failed, not done",
      "request failed, but done",
      "request repeated by the client",
    ] as const) {
      if (this.#mishaps.strike(fault)) return fault;
    }
    return "done";
  }

  #carry<T>(caller: Caller, what: string, fate: Fate, work: () => T): Promise<T> {
    const { promise, resolve, reject } = withResolvers<T>();
    if (!caller.isAlive) return promise;
    if (this.#mishaps.strike("crash before a request", 0.5)) {
      this.#tell(`${caller.name} ${what}: crash before it`);
      caller.die();
      return promise;
    }
    const lateMs = this.#mishaps.strike("request or answer late")
      ? (LATE_MS[this.#random.below(LATE_MS.length)] ?? 0)
      : 0;
    if (lateMs > 0) caller.isLate = true;
    const isAnswerLate = this.#random.chance(0.5);
    const arrive = () => {
      // A request of a container that has died may have been sent, or not.
      if (!caller.isAlive && this.#random.chance(0.5)) return;
      if (caller.isZombie) this.#mishaps.count("request of a zombie");
      const answer = this.#answerOf(caller, what, fate, work);
      if (caller.isAlive && this.#mishaps.strike("crash before an answer", 0.5)) {
        this.#tell(`${caller.name} ${what}: crash after it`);
        caller.die();
      }
      this.#time.after(1 + this.#random.below(20) + (isAnswerLate ? lateMs : 0), () => {
        if (!caller.isAlive) return;
        if ("error" in answer) reject(answer.error);
        else resolve(answer.value);
      });
    };
    this.#time.after(1 + this.#random.below(20) + (isAnswerLate ? 0 : lateMs), arrive, false);
    return promise;
  }

  #answerOf<T>(caller: Caller, what: string, fate: Fate, work: () => T): { value: T } | { error: unknown } {
    const note = fate === "done" ? "" : `: ${fate}`;
    try {
      const value = work();
      this.#tell(`${caller.name} ${what}${note}`);
      return { value };
    } catch (error) {
      if (error instanceof NotSimulated) this.notSimulated.push(error.message);
      const name = error instanceof Error ? error.name : String(error);
      this.#tell(`${caller.name} ${what}${note || `: ${name}`}`);
      return { error };
    }
  }
}

/** The SDK says of an error how many attempts there were: the first may have been done. */
function asRetried<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof Error ? Object.assign(error, { $metadata: { attempts: 2 } }) : error;
  }
}

export function withResolvers<T>() {
  let resolve: (value: T) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<T>((fulfil, refuse) => {
    resolve = fulfil;
    reject = refuse;
  });
  return { promise, resolve, reject };
}
