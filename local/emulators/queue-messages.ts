import { randomUUID } from "node:crypto";

export interface Message {
  readonly messageId: string;
  readonly body: string;
  /** As the sender gave them; null where there are none. */
  readonly attributes: unknown;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
}

export interface Received extends Message {
  /** Names this delivery: what deletes the message. */
  readonly receiptHandle: string;
  readonly receiveCount: number;
}

interface Held {
  readonly message: Message;
  visibleAt: number;
  receiveCount: number;
}

/** The messages of one queue, in the order they came, each hidden for a while after every delivery. */
export class QueueMessages {
  readonly #now: () => number;
  readonly #held = new Map<string, Held>();
  #arrivals: (() => void)[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  get count(): number {
    return this.#held.size;
  }

  get visible(): number {
    const now = this.#now();
    return [...this.#held.values()].filter(({ visibleAt }) => visibleAt <= now).length;
  }

  get hidden(): number {
    return this.#held.size - this.visible;
  }

  add(body: string, attributes: unknown): Message {
    const message = { messageId: randomUUID(), body, attributes, sentAt: this.#now() };
    this.#held.set(message.messageId, { message, visibleAt: message.sentAt, receiveCount: 0 });
    for (const wake of this.#arrivals.splice(0)) wake();
    return message;
  }

  take(countMax: number, hideMs: number): Received[] {
    const now = this.#now();
    const taken: Received[] = [];
    for (const held of this.#held.values()) {
      if (taken.length === countMax) break;
      if (held.visibleAt > now) continue;
      held.visibleAt = now + hideMs;
      held.receiveCount++;
      const { message, receiveCount } = held;
      taken.push({ ...message, receiveCount, receiptHandle: `${message.messageId}#${receiveCount}` });
    }
    return taken;
  }

  /** As with SQS the handle of an earlier delivery deletes too. False when it names no message at all. */
  remove(receiptHandle: string): boolean {
    const separatorAt = receiptHandle.lastIndexOf("#");
    if (separatorAt < 0) return false;
    this.#held.delete(receiptHandle.slice(0, separatorAt));
    return true;
  }

  clear(): void {
    this.#held.clear();
  }

  /** Settles when a message comes, and after `waitMs` at the latest. */
  arrival(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#arrivals = this.#arrivals.filter((other) => other !== wake);
        resolve();
      }, waitMs);
      const wake = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#arrivals.push(wake);
    });
  }
}
