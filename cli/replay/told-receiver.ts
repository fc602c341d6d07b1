import type { Folded } from "../../functions/core/context.ts";
import { coalesce, type Effect } from "../../functions/core/effects.ts";
import type { StreamMessage } from "../../functions/core/messages.ts";
import type { PastLook } from "../../functions/core/past.ts";
import type { Receiver } from "../../functions/core/receiver.ts";
import type { KnownUntil } from "../../functions/core/tellable.ts";
import { type Message, NOTHING_TOLD, openingKey, type Standing } from "../../functions/core/telling.ts";
import { ticksBetween } from "../../functions/core/ticks.ts";
import { type AlertItem, alertItem, resolutionAttributes } from "../../functions/store/alert-item.ts";
import { bytesOfStanding } from "../../functions/store/packed-standing.ts";
import type { TellWorld } from "../../functions/tell/ports.ts";
import { tell } from "../../functions/tell/tell.ts";
import type { Listener, Replay } from "./replay.ts";

/** A message that the receiver was sent. */
export interface Told {
  /** Milliseconds since the epoch, by the recording or the history. */
  readonly at: number;
  readonly message: Message;
}

/**
 * A receiver that takes every message, beside a replay: told by the deployed function's own code at each five minutes of
 * what is replayed, as the running pipeline does on a tape. It knows of nothing before, and nothing is silenced.
 */
export class ToldReceiver implements Listener {
  readonly told: Told[] = [];
  readonly receiver: Receiver;
  readonly #replay: Replay;
  readonly #systemId: string;
  readonly #open = new Map<string, AlertItem>();
  readonly #over = new Map<string, AlertItem>();
  #standing: Standing = NOTHING_TOLD;
  #known: KnownUntil = { believedAt: null, polledAt: null };
  #now = 0;

  constructor(receiver: Receiver, systemId: string, replay: Replay) {
    this.receiver = receiver;
    this.#systemId = systemId;
    this.#replay = replay;
  }

  /** Tells what is due before the message, and lets the replay take it. */
  async take(message: StreamMessage): Promise<void> {
    if (message.type === "roster") this.#replay.take(message);
    else await this.#pass(message.fetchedAt, () => this.#replay.take(message));
  }

  /** The same for a poll of the past. */
  async takePast(past: PastLook): Promise<void> {
    await this.#pass(past.at, () => this.#replay.takePast(past));
  }

  async #pass(at: number, fold: () => Folded | null): Promise<void> {
    const { polledAt } = this.#known;
    for (const tick of polledAt === null ? [] : ticksBetween(polledAt, at)) {
      this.#now = tick;
      await tell([this.receiver], this.#world());
    }
    const folded = fold();
    const isBelieved = folded?.verdict === "observed";
    this.#known = { believedAt: isBelieved ? at : this.#known.believedAt, polledAt: at };
    for (const effect of coalesce(folded?.effects ?? [])) this.#write(effect);
  }

  #write(effect: Effect): void {
    const systemId = this.#systemId;
    if (effect.type === "open") {
      const item = alertItem(systemId, effect);
      (item.status === "open" ? this.#open : this.#over).set(openingKey(item), item);
    } else if (effect.type === "resolve") {
      const key = openingKey({ systemId, alertId: effect.alertId });
      const item = this.#open.get(key);
      if (item === undefined) return;
      this.#open.delete(key);
      this.#over.set(key, { ...item, ...resolutionAttributes(effect.startedAt, effect.resolution) });
    }
  }

  #world(): TellWorld {
    return {
      receivers: {
        load: async () => this.#standing,
        save: async (_, standing) => {
          this.#standing = { ...standing, version: standing.version + 1 };
          return this.#standing;
        },
        setAside: async () => undefined,
        bytesOf: bytesOfStanding,
      },
      alerts: {
        seemOpen: async () => [...this.#open.values()],
        get: async (names) =>
          names.map(openingKey).flatMap((key) => this.#open.get(key) ?? this.#over.get(key) ?? []),
      },
      silences: { list: async () => [] },
      known: { of: async () => this.#known },
      send: async (_, message) => {
        this.told.push({ at: this.#now, message });
        return { type: "answered", status: 200, retryAfterMs: null };
      },
      now: () => this.#now,
    };
  }
}
