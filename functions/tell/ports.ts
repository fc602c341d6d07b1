import type { Silence } from "../core/silences.ts";
import type { KnownUntil, TellableAlert } from "../core/tellable.ts";
import type { Message, OpeningName, Outcome, Refusal, Standing } from "../core/telling.ts";

/** Keeps what receivers were told, each by itself. */
export interface ReceiversPort {
  /** Strongly consistent; NOTHING_TOLD where nothing is stored, or it has expired. */
  load(name: string): Promise<Standing>;
  /** Saves on condition that the version is still the one that was read; null where it is not. */
  save(name: string, standing: Standing, now: number): Promise<Standing | null>;
  /** Keeps what was refused for some weeks; the same again changes nothing. */
  setAside(name: string, refusal: Refusal): Promise<void>;
  /** Returns what a standing takes in the table, in bytes. */
  bytesOf(standing: Standing): number;
}

export interface TellableAlertsPort {
  /** Returns what the index of open alerts has of all systems; it follows the table within moments. */
  seemOpen(): Promise<readonly TellableAlert[]>;
  /** Returns the alerts as they are, read strongly; those that are not there are left out. */
  get(names: readonly OpeningName[]): Promise<readonly TellableAlert[]>;
}

export interface SilencesPort {
  /** Returns all silences, strongly consistent. */
  list(): Promise<readonly Silence[]>;
}

export interface KnownUntilPort {
  of(systemId: string): Promise<KnownUntil>;
}

export interface TellWorld {
  readonly receivers: ReceiversPort;
  readonly alerts: TellableAlertsPort;
  readonly silences: SilencesPort;
  readonly known: KnownUntilPort;
  /** Sends once. Never rejects: what cannot be sent is unanswered. */
  readonly send: (receiver: string, message: Message) => Promise<Outcome>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** An event of the bus as it waits in the queue of a receiver, received once more. */
export interface QueuedChange {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly queueName: string;
  readonly receiver: string;
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly queuedAt: number;
  /** This one included. */
  readonly attempts: number;
}

export interface PassOnWorld extends Pick<TellWorld, "send" | "now"> {
  readonly receivers: Pick<ReceiversPort, "setAside">;
  readonly postpone: (queued: QueuedChange, ms: number) => Promise<void>;
}
