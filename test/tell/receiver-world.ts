import type { Receiver } from "../../functions/core/receiver.ts";
import type { Silence } from "../../functions/core/silences.ts";
import type { TellableAlert } from "../../functions/core/tellable.ts";
import {
  type Message,
  NOTHING_TOLD,
  type Outcome,
  openingKey,
  type Refusal,
  type Standing,
} from "../../functions/core/telling.ts";
import { bytesOfStanding } from "../../functions/store/packed-standing.ts";
import type { TellWorld } from "../../functions/tell/ports.ts";

/** How a receiver behaves at one attempt: whether it keeps the message, and what it answers. */
export type Manner =
  | "takes"
  | "takes and is silent"
  | "takes and fails"
  | "is silent"
  | "fails"
  | "refuses"
  | "conflicts";

/** A message that arrived, whatever was answered. */
export interface Arrival {
  readonly at: number;
  readonly message: Message;
  /** Whether the receiver kept it. */
  readonly isKept: boolean;
}

/** A message when it was put, and what was so in that moment. */
export interface Put {
  readonly id: string;
  readonly openings: readonly {
    readonly key: string;
    readonly lastedMs: number;
    readonly isSilenced: boolean;
  }[];
  /** Whether the last message was refused, and none with openings was taken since. */
  readonly isAfterRefusal: boolean;
  readonly hasNames: boolean;
}

/** Thrown where a run dies: nothing that it does afterwards counts. */
export class Death extends Error {}

export const TEST_RECEIVER: Receiver = {
  name: "dispatch",
  kind: "text",
  systemIds: null,
  rules: new Set(["empty"]),
  stationIds: null,
  openForMs: 0,
  everyMs: 15 * 60_000,
  openHours: null,
  timeZone: "UTC",
};

/** A receiver with its table and the alerts around it, all in memory, on a clock that tests move. */
export class ReceiverWorld {
  now: number;
  standing: Standing = NOTHING_TOLD;
  readonly alerts = new Map<string, TellableAlert>();
  /** What the index does not have yet, or has still. */
  readonly lagging = new Set<string>();
  silences: Silence[] = [];
  believedAt: number | null = null;
  manner: Manner = "takes";
  readonly arrivals: Arrival[] = [];
  readonly setAside: Refusal[] = [];
  readonly puts: Put[] = [];
  /** When each message was claimed, by its id. */
  readonly claims = new Map<string, number[]>();
  /** When each message was done with, and how the receiver was then. */
  readonly taken = new Map<string, number>();
  readonly refused = new Map<string, Manner>();
  #isAfterRefusal = false;
  /** Called before and after each thing that a run asks of the world; it may throw a Death, and move the clock. */
  step: (what: string) => Promise<void> = async () => undefined;

  constructor(now: number) {
    this.now = now;
  }

  open(stationId: string, startedAt: number, more: Partial<TellableAlert> = {}): TellableAlert {
    const iso = new Date(startedAt).toISOString();
    const alert: TellableAlert = {
      systemId: "lyon",
      alertId: `${iso}/${stationId}/empty`,
      rule: "empty",
      status: "open",
      stationId,
      stationName: `Place ${stationId}`,
      startedAt: iso,
      openedAt: iso,
      baseline: false,
      ...more,
    };
    this.alerts.set(openingKey(alert), alert);
    return alert;
  }

  resolve(alert: TellableAlert, more: Partial<TellableAlert> = {}): void {
    const at = new Date(this.now).toISOString();
    const key = openingKey(alert);
    this.alerts.set(key, {
      ...alert,
      status: "resolved",
      endedAt: at,
      resolvedAt: at,
      durationSeconds: 60,
      ...more,
    });
  }

  /** The world as one run sees it. */
  view(): TellWorld {
    const asked = async <T>(what: string, answer: () => T): Promise<T> => {
      await this.step(`before ${what}`);
      const answered = answer();
      await this.step(`after ${what}`);
      return answered;
    };
    return {
      receivers: {
        load: () => asked("load", () => this.standing),
        save: (_, standing) =>
          asked("save", () => {
            if (standing.version !== this.standing.version) return null;
            this.#watch(this.standing, standing);
            this.standing = { ...standing, version: standing.version + 1 };
            return this.standing;
          }),
        setAside: (_, refusal) => asked("setAside", () => void this.setAside.push(refusal)),
        bytesOf: bytesOfStanding,
      },
      alerts: {
        seemOpen: () => asked("seemOpen", () => this.#index()),
        get: (names) => asked("get", () => names.flatMap((name) => this.alerts.get(openingKey(name)) ?? [])),
      },
      silences: { list: () => asked("silences", () => this.silences) },
      known: { of: () => asked("known", () => ({ believedAt: this.believedAt, polledAt: this.believedAt })) },
      send: (_, message) => asked("send", () => this.#arrive(message)),
      now: () => this.now,
    };
  }

  /** Writes down what a save says of its message. */
  #watch({ message: before, sentAt }: Standing, { message, sentAt: sentThen }: Standing): void {
    if (before !== null && message === null) {
      const isTaken = sentThen !== sentAt;
      if (isTaken) this.taken.set(before.id, this.now);
      else this.refused.set(before.id, this.manner);
      if (!isTaken) this.#isAfterRefusal = true;
      else if (before.opened.length > 0) this.#isAfterRefusal = false;
    }
    if (message === null || message.attempts === before?.attempts) return;
    this.claims.set(message.id, [...(this.claims.get(message.id) ?? []), message.claimedAt]);
    if (before === null) this.puts.push(this.#putOf(message));
  }

  #putOf({ id, body, opened }: Message): Put {
    const openings = opened.map((name) => {
      const key = openingKey(name);
      const alert = this.alerts.get(key) as TellableAlert;
      const knownUntil = Math.max(Date.parse(alert.openedAt), this.believedAt ?? 0);
      const isSilenced = this.silences.some(
        ({ stationIds, from, until }) =>
          (stationIds === undefined || stationIds.includes(alert.stationId ?? "")) &&
          Date.parse(from) <= this.now &&
          this.now < Date.parse(until),
      );
      return { key, lastedMs: knownUntil - Date.parse(alert.startedAt), isSilenced };
    });
    const hasNames = new TextDecoder().decode(body).includes("Place ");
    return { id, openings, isAfterRefusal: this.#isAfterRefusal, hasNames };
  }

  #index(): TellableAlert[] {
    return [...this.alerts.values()].filter((alert) => {
      const isOpen = alert.status === "open";
      return this.lagging.has(openingKey(alert)) ? !isOpen : isOpen;
    });
  }

  #arrive(message: Message): Outcome {
    const { manner, now } = this;
    if (manner === "is silent") return { type: "unanswered", reason: "no answer" };
    const isRepeat = this.arrivals.some((one) => one.isKept && one.message.id === message.id);
    if (manner !== "fails")
      this.arrivals.push({ at: now, message, isKept: manner.startsWith("takes") && !isRepeat });
    if (manner === "takes and is silent") return { type: "unanswered", reason: "no answer" };
    const status = {
      takes: isRepeat ? 409 : 200,
      "takes and fails": 502,
      fails: 503,
      refuses: 400,
      // A receiver that says so of a repeat that it never got is beyond help.
      conflicts: message.attempts === 1 ? 409 : 503,
    };
    return { type: "answered", status: status[manner], retryAfterMs: null };
  }
}
