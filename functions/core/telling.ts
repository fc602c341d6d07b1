import type { MessageKind } from "./receiver.ts";

/**
 * What a receiver was told, and the one message that may be under way to it. All steps are pure: whoever runs them saves
 * the result on condition that the version is the one that was read. Times are milliseconds since the epoch.
 */
export interface Standing {
  /** 0 where nothing is stored yet. */
  readonly version: number;
  /** The openings that the receiver was told of, and not yet of their end, by `openingKey`. */
  readonly told: ReadonlyMap<string, ToldOpening>;
  readonly message: Message | null;
  /** When the last message was taken. */
  readonly sentAt: number | null;
  /** Nothing is sent before; set by a refusal. */
  readonly nextAt: number | null;
  /** The next message names nothing, since the last was refused: no text may block a receiver for ever. */
  readonly isBare: boolean;
  /** The last message had no room for all, so the next need not wait. */
  readonly goesOn: boolean;
  /** The last message that was taken: how many openings and ends it told. */
  readonly last: { readonly id: string; readonly opened: number; readonly over: number } | null;
  /** When a receiver is forgotten that has left the configuration; null where nothing is stored. */
  readonly keptUntil: number | null;
}

export interface OpeningName {
  readonly systemId: string;
  readonly alertId: string;
}

export interface ToldOpening extends OpeningName {
  /** A message with it was refused after an attempt of which nobody knows what became of it. */
  readonly perhaps: boolean;
}

/** A message that was put: its id and bytes stay the same, however often it is sent. */
export interface Message {
  readonly id: string;
  readonly kind: MessageKind;
  readonly body: Uint8Array;
  readonly opened: readonly OpeningName[];
  readonly over: readonly OpeningName[];
  /** There was no room for all that there is to tell. */
  readonly goesOn: boolean;
  readonly putAt: number;
  /** The put is the first attempt. */
  readonly attempts: number;
  readonly claimedAt: number;
  /** No attempt before; null where none was made in vain. */
  readonly retryAt: number | null;
}

/** What became of one attempt. */
export type Outcome =
  | { readonly type: "answered"; readonly status: number; readonly retryAfterMs: number | null }
  /** Nobody knows whether the message arrived. */
  | { readonly type: "unanswered"; readonly reason: string };

/** A message that is set aside: it will not be sent again. */
export interface Refusal {
  readonly message: Message;
  readonly at: number;
  readonly reason: string;
}

export const NOTHING_TOLD: Standing = {
  version: 0,
  told: new Map(),
  message: null,
  sentAt: null,
  nextAt: null,
  isBare: false,
  goesOn: false,
  last: null,
  keptUntil: null,
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** Ticks are not punctual. */
const SLACK_MS = MINUTE_MS;
/** Whoever claims a message sends it within this time or not at all. */
const SENT_WITHIN_MS = 50_000;
/** Nobody else claims it before: an attempt of the last moment still waits for its answer. */
const CLAIM_MS = 60_000;
const BACKOFF_MS_FIRST = 5 * MINUTE_MS;
const BACKOFF_MS_MAX = HOUR_MS;
/** A message without an answer for so long is refused at the next attempt in vain. */
const TRIED_MS_MAX = DAY_MS;
const PAUSE_AFTER_REFUSAL_MS = HOUR_MS;
/** So many openings can be followed to their ends. */
export const TOLD_MAX = 10_000;
/** A receiver that has left the configuration is known for so long. */
export const KEPT_MS = 30 * DAY_MS;
/** Answers after which the same message is sent again. */
const MAY_PASS: ReadonlySet<number> = new Set([408, 425, 429]);
const CONFLICT = 409;

/** Returns whether the standing is to be saved for no other reason than that it is kept. */
export function isFading({ keptUntil }: Standing, now: number): boolean {
  return keptUntil !== null && keptUntil < now + KEPT_MS - DAY_MS;
}

export function openingKey({ systemId, alertId }: OpeningName): string {
  return `${systemId}/${alertId}`;
}

/** Returns whether a new message may go, as far as its receiver's pace is concerned. */
export function isItsTurn({ sentAt, nextAt, goesOn }: Standing, everyMs: number, now: number): boolean {
  if (nextAt !== null && now < nextAt - SLACK_MS) return false;
  return sentAt === null || goesOn || now >= sentAt + everyMs - SLACK_MS;
}

/** Puts a message, which is its first claim too. What it says counts as told only once it is taken. */
export function put(
  standing: Standing,
  message: Pick<Message, "id" | "kind" | "body" | "opened" | "over" | "goesOn">,
  now: number,
): Standing {
  return { ...standing, message: { ...message, putAt: now, claimedAt: now, attempts: 1, retryAt: null } };
}

/** Returns the standing with the next attempt claimed; null where it is not time for one. */
export function claim(standing: Standing, now: number): Standing | null {
  const { message } = standing;
  if (message === null || now < message.claimedAt + CLAIM_MS) return null;
  if (message.retryAt !== null && now < message.retryAt - SLACK_MS) return null;
  return { ...standing, message: { ...message, claimedAt: now, attempts: message.attempts + 1 } };
}

/** Returns whether the claim still holds for beginning to send. */
export function isClaimed({ claimedAt }: Message, now: number): boolean {
  return now <= claimedAt + SENT_WITHIN_MS;
}

/** Returns what an attempt leads to, and what is set aside; null where nothing is. */
export function settle(
  standing: Standing,
  message: Message,
  outcome: Outcome,
  now: number,
): { readonly standing: Standing; readonly refusal: Refusal | null } {
  if (isTaken(outcome, message)) return { standing: taken(standing, message, now), refusal: null };
  const isUnknown = outcome.type === "unanswered" || outcome.status >= 500 || MAY_PASS.has(outcome.status);
  if (isUnknown && now < message.putAt + TRIED_MS_MAX) {
    const asked = outcome.type === "answered" ? outcome.retryAfterMs : null;
    const retryAt = now + (asked ?? backoffMs(message.attempts));
    return { standing: { ...standing, message: { ...message, retryAt } }, refusal: null };
  }
  const reason = outcome.type === "unanswered" ? outcome.reason : `it answered ${outcome.status}`;
  // Earlier attempts went without an answer, or there would be no later one.
  const isPerhapsTaken = isUnknown || message.attempts > 1;
  const pause = { message: null, nextAt: now + PAUSE_AFTER_REFUSAL_MS, isBare: true, goesOn: false };
  return {
    standing: {
      ...standing,
      ...pause,
      told: isPerhapsTaken ? perhapsTold(standing, message) : standing.told,
    },
    refusal: { message, at: now, reason },
  };
}

/** A conflict says that the receiver has the id already; of the first attempt it says something else. */
function isTaken(outcome: Outcome, { attempts }: Message): boolean {
  if (outcome.type === "unanswered") return false;
  const { status } = outcome;
  return (status >= 200 && status < 300) || (status === CONFLICT && attempts > 1);
}

function taken(standing: Standing, { id, opened, over, goesOn }: Message, now: number): Standing {
  const told = new Map(standing.told);
  for (const one of opened) told.set(openingKey(one), { ...nameOf(one), perhaps: false });
  for (const one of over) told.delete(openingKey(one));
  // Only openings prove that the receiver takes more than counts.
  const isBare = standing.isBare && opened.length === 0;
  const last = { id, opened: opened.length, over: over.length };
  return { ...standing, told, message: null, sentAt: now, nextAt: null, isBare, goesOn, last };
}

function perhapsTold({ told }: Standing, { opened }: Message): ReadonlyMap<string, ToldOpening> {
  const perhaps = new Map(told);
  for (const one of opened) {
    const key = openingKey(one);
    if (!perhaps.has(key)) perhaps.set(key, { ...nameOf(one), perhaps: true });
  }
  return perhaps;
}

function nameOf({ systemId, alertId }: OpeningName): OpeningName {
  return { systemId, alertId };
}

function backoffMs(attempts: number): number {
  return Math.min(BACKOFF_MS_FIRST * 2 ** (attempts - 1), BACKOFF_MS_MAX);
}
