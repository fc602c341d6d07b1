import { setTimeout as sleep } from "node:timers/promises";
import { stableShare } from "../core/stable-share.ts";
import { FetchFailure, NoAnswer } from "../http/failure.ts";
import { LeftAlone } from "./failure.ts";

/** The part of a request's result by which its host is judged. */
export interface Visit {
  readonly httpStatus: number | null;
  readonly retryAfterMs: number | null;
}

export interface HostGateOptions {
  /** Milliseconds since the epoch. */
  readonly now?: (() => number) | undefined;
  readonly wait?: ((ms: number) => Promise<unknown>) | undefined;
}

/** What is known of a host; a new one is in no trouble. */
class Host {
  /** Settles when the last request in the queue has left. */
  last: Promise<void> = Promise.resolve();
  queued = 0;
  /** Requests in a row that brought no good answer. */
  failures = 0;
  silences = 0;
  /** Pauses in a row, each twice as long as the one before. */
  pauses = 0;
  /** The host is left alone until this time, in milliseconds since the epoch. */
  quietUntil = 0;
  /** Why it is left alone, as the end of a sentence that begins with the address. */
  why = "";
  httpStatus: number | null = null;
  /** Whether the host itself asked for the pause, by Retry-After. */
  hasAsked = false;
}

/** How long a request waits for a host that is left alone; when it would take longer, the request fails at once. */
const WAIT_MS_MAX = 3_000;
/** Requests in a row without an answer that show that a host hangs: each more would cost its time-out. */
const SILENCES_MAX = 2;
/** Bad answers in a row before a pause: they come fast, and may be about one system of a hundred on the same host. */
const FAILURES_MAX = 10;
const SILENCE_PAUSE_MS = 30_000;
const FAILURE_PAUSE_MS = 2_000;
/** Shorter than the usual pace of polls: a host that is well again is found by the first poll after that. */
const PAUSE_MS_MAX = 45_000;
const ASKED_PAUSE_MS_MAX = 15 * 60_000;
const JITTER_SHARE = 0.25;

/**
 * Lets one request at a time through to each host, and leaves a host in trouble alone: as long as Retry-After says, 15
 * minutes at most (it may speak for one system of many), else for a pause that doubles each time, to 45 seconds. The first request
 * after a pause tries the host again; a good answer ends the pauses.
 */
export class HostGate {
  readonly #hosts = new Map<string, Host>();
  readonly #now: () => number;
  readonly #wait: (ms: number) => Promise<unknown>;

  constructor({ now = Date.now, wait = sleep }: HostGateOptions = {}) {
    this.#now = now;
    this.#wait = wait;
  }

  /** Does the work when its turn comes. Throws LeftAlone when the host is left alone beyond WAIT_MS_MAX. */
  async visit<T extends Visit>(name: string, work: () => Promise<T>): Promise<T> {
    const host = this.#hosts.get(name) ?? new Host();
    this.#hosts.set(name, host);
    const before = host.last;
    let leave = () => {};
    host.last = new Promise((resolve) => {
      leave = resolve;
    });
    host.queued++;
    try {
      await before;
      await this.#admit(host);
      return await this.#judged(name, host, work);
    } finally {
      host.queued--;
      leave();
      // Anybody's gbfs.json can name hosts, so only hosts with something to remember are kept.
      if (host.queued === 0 && host.failures === 0 && host.quietUntil <= this.#now())
        this.#hosts.delete(name);
    }
  }

  async #admit(host: Host): Promise<void> {
    const leftMs = host.quietUntil - this.#now();
    if (leftMs <= 0) return;
    if (leftMs <= WAIT_MS_MAX) {
      await this.#wait(leftMs);
      return;
    }
    throw new LeftAlone(
      `not asked for ${Math.ceil(leftMs / 1_000)} s more: ${host.why}`,
      host.httpStatus,
      host.hasAsked ? leftMs : null,
    );
  }

  async #judged<T extends Visit>(name: string, host: Host, work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#noteAnswer(name, host, result);
      return result;
    } catch (error) {
      // Any other problem is about the body or the address: the host has answered, or was not asked.
      if (error instanceof NoAnswer || !(error instanceof FetchFailure)) {
        this.#noteLoss(name, host, error instanceof NoAnswer);
      }
      throw error;
    }
  }

  #noteAnswer(name: string, host: Host, { httpStatus, retryAfterMs }: Visit): void {
    host.silences = 0;
    const isFailure = httpStatus !== null && (httpStatus === 429 || httpStatus >= 500);
    host.failures = isFailure ? host.failures + 1 : 0;
    host.httpStatus = httpStatus;
    host.hasAsked = false;
    if (!isFailure) {
      host.pauses = 0;
    } else if (retryAfterMs !== null && retryAfterMs > 0 && (httpStatus === 429 || httpStatus === 503)) {
      host.hasAsked = true;
      host.quietUntil = this.#now() + Math.min(retryAfterMs, ASKED_PAUSE_MS_MAX);
      host.why = `its host has answered with status ${httpStatus} and a Retry-After`;
    } else if (httpStatus === 429 || host.failures >= FAILURES_MAX) {
      this.#pause(name, host, FAILURE_PAUSE_MS);
      host.why = `its host has answered with status ${httpStatus}, ${host.failures} bad answers in a row`;
    }
  }

  #noteLoss(name: string, host: Host, isSilence: boolean): void {
    host.failures++;
    host.silences = isSilence ? host.silences + 1 : 0;
    host.httpStatus = null;
    host.hasAsked = false;
    if (host.silences >= SILENCES_MAX) {
      this.#pause(name, host, SILENCE_PAUSE_MS);
      host.why = `its host has not answered in time, ${host.silences} times in a row`;
    } else if (host.failures >= FAILURES_MAX) {
      this.#pause(name, host, FAILURE_PAUSE_MS);
      host.why = `its host has failed ${host.failures} times in a row`;
    }
  }

  /** Shortens the pause by up to a quarter, by the host's name and pauses, so that hosts are tried apart. */
  #pause(name: string, host: Host, firstMs: number): void {
    const pauseMs = Math.min(firstMs * 2 ** Math.min(host.pauses, 16), PAUSE_MS_MAX);
    const jitter = 1 - JITTER_SHARE * stableShare(`${name} ${host.pauses}`);
    host.quietUntil = this.#now() + Math.round(pauseMs * jitter);
    host.pauses++;
  }
}
