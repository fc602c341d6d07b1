import { mayBeTold, type Receiver } from "../../functions/core/receiver.ts";
import { openingKey } from "../../functions/core/telling.ts";
import type { Arrival, ReceiverWorld } from "./receiver-world.ts";

const MINUTE_MS = 60_000;
/** Between a look at the clock and the arrival. */
const LATE_MS = MINUTE_MS;
/** A day, then what the backoff still waits; and where hours are closed, ten more. */
const TRIED_MS_MAX = 26 * 60 * MINUTE_MS;
const CLOSED_MS_MAX = 10 * 60 * MINUTE_MS;

/**
 * Returns the promises of telling that a history broke, by what arrived and what was put. It computes them plainly and
 * uses none of the steps of `tell`.
 */
export function brokenPromises(world: ReceiverWorld, receiver: Receiver): string[] {
  const { arrivals, puts, claims, taken, refused } = world;
  const broken: string[] = [];
  const promise = (holds: boolean, sentence: string) => {
    if (!holds) broken.push(sentence);
  };
  const kept = arrivals.filter(({ isKept }) => isKept);
  const opened = new Map<string, Arrival[]>();
  const over = new Map<string, Arrival[]>();
  for (const arrival of kept) {
    for (const name of arrival.message.opened) add(opened, openingKey(name), arrival);
    for (const name of arrival.message.over) add(over, openingKey(name), arrival);
  }
  for (const [key, messages] of opened) {
    for (const { message } of messages.slice(0, -1))
      promise(refused.has(message.id), `${key} is told under two ids, of which the first was not refused`);
    const lastToldAt = messages.at(-1)?.at ?? 0;
    const isToldOver = (over.get(key) ?? []).some(({ at }) => at >= lastToldAt);
    promise(world.alerts.get(key)?.status === "open" || isToldOver, `${key} was told open and never over`);
  }
  for (const [key, { status }] of world.alerts)
    promise(status !== "open" || opened.has(key), `${key} is open and was never told`);

  const inOrder = kept.filter(({ message }) => taken.has(message.id));
  for (const [index, { at, message }] of inOrder.entries()) {
    const before = inOrder[index - 1]?.message;
    if (before === undefined || before.goesOn) continue;
    const isApart = at - lastArrivalOf(before.id, world) >= receiver.everyMs - MINUTE_MS;
    promise(isApart, `${message.id} came too soon after ${before.id}`);
  }

  const bodies = new Map<string, string>();
  for (const { at, message } of arrivals) {
    const isWithin = mayBeTold(receiver, at) || mayBeTold(receiver, at - LATE_MS);
    promise(isWithin, `${message.id} arrived outside the hours`);
    const body = Buffer.from(message.body).toString("base64");
    promise((bodies.get(message.id) ?? body) === body, `${message.id} came with other bytes`);
    bodies.set(message.id, body);
  }

  for (const { id, openings, isAfterRefusal, hasNames } of puts) {
    for (const { key, lastedMs, isSilenced } of openings) {
      promise(!isSilenced, `${id} tells ${key}, which was silenced when it was put`);
      promise(lastedMs >= receiver.openForMs, `${id} tells ${key}, which is not known to have lasted`);
    }
    promise(!isAfterRefusal || !hasNames, `${id} has names, though the last message was refused`);
  }
  for (const [id, manner] of refused) {
    promise(manner !== "takes", `${id} was refused by a receiver that took it`);
    promise(
      world.setAside.some(({ message }) => message.id === id),
      `${id} was refused and not set aside`,
    );
  }
  for (const [id, times] of claims) {
    for (const [index, at] of times.entries()) {
      const before = times[index - 1] ?? Number.NEGATIVE_INFINITY;
      promise(at - before >= MINUTE_MS, `${id} was claimed twice within a minute`);
    }
    const triedMs = (times.at(-1) ?? 0) - (times[0] ?? 0);
    const triedMsMax = TRIED_MS_MAX + (receiver.openHours === null ? 0 : CLOSED_MS_MAX);
    promise(triedMs <= triedMsMax, `${id} was tried for ${Math.round(triedMs / MINUTE_MS)} minutes`);
  }
  return broken;
}

/** Returns when a message arrived last before it was written down as taken: a run that is late may send it once more. */
function lastArrivalOf(id: string, { arrivals, taken }: ReceiverWorld): number {
  const takenAt = taken.get(id) ?? 0;
  return Math.max(
    ...arrivals.filter(({ at, message }) => message.id === id && at <= takenAt).map(({ at }) => at),
  );
}

function add(map: Map<string, Arrival[]>, key: string, arrival: Arrival): void {
  map.set(key, [...(map.get(key) ?? []), arrival]);
}
