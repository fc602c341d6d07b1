import type { FeedFailure, FeedUrls, Status, StatusUnchanged } from "../core/feed.ts";
import type { PollOutcome } from "../core/observation.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { believedMemory } from "./ahead.ts";
import { memoryOfFeed } from "./feed-source.ts";
import { sendRoster } from "./poll-roster.ts";
import type { Lease, PollMemory, PollWorld } from "./ports.ts";
import {
  LEASE_MS,
  LOOK_AGAIN_MS,
  nextDueAfterFailure,
  nextDueAt,
  patientUntil,
  urlsGoodUntil,
} from "./schedule.ts";

/** The longest time of one fetch with its waits; SAVE_MS is that of the put and the save. */
const FETCH_MS = 14_000;
export const SAVE_MS = 3_000;
/** The body is sent whole at least this often: when the next poll would be later, it is asked for without ETag. */
const WHOLE_BODY_EVERY_MS = 10 * 60_000;

/** The result of one system's poll. */
export interface PolledSystem {
  readonly outcome: PollOutcome["type"];
  /** The number of the feed's stations that could not be read. */
  readonly leftOut: number;
  /** What the feed says of its system and is not heeded, once it is new. */
  readonly unheeded: readonly string[];
}

/**
 * Polls one system if it is due: lease, fetch, put, save. Puts exactly one outcome on the stream, and saves what lets
 * the next poll skip the body only after the stream has acknowledged. Returns null when the system is not due.
 */
export async function pollSystem(
  entry: SystemEntry,
  world: PollWorld,
  sharesHost: boolean,
): Promise<PolledSystem | null> {
  const askedAt = world.now();
  const taken = await world.polls.take(entry.systemId, askedAt, LEASE_MS);
  if (taken === null) return null;
  const { memory: believed } = believedMemory(taken.memory, askedAt);
  const lease = { ...taken, memory: { ...memoryOfFeed(believed, entry), retiredAt: null } };
  const patienceMs = (lease.memory.patientUntil ?? 0) - askedAt;
  // The record says that the feed still fails, and the feed is not asked.
  if (patienceMs > 0)
    return await publishFailure({ entry, lease, askedAt, world, sharesHost }, stillPatient(patienceMs));
  const urls = await currentUrls(entry, lease.memory, askedAt, world);
  if (urls.found.type === "failed")
    return await publishFailure({ entry, lease, askedAt, world, sharesHost }, urls.found);
  const memory: PollMemory = { ...lease.memory, urls: urls.found, urlsGoodUntil: urls.goodUntil };
  const turn: Turn = { entry, lease: { ...lease, memory }, askedAt, world, sharesHost };
  const known = knownBody(entry, memory, askedAt);
  const answer = await world.feeds.fetchStatus(entry, urls.found, known, memory.vehicleTypes);
  if (answer.type === "failed") return await publishFailure(turn, answer);
  if (answer.type === "unchanged") return await publishUnchanged(turn, answer);
  return await publishSnapshot(turn, answer);
}

function stillPatient(retryAfterMs: number): FeedFailure {
  const reason = `not asked for ${Math.ceil(retryAfterMs / 1_000)} s more: the feed has asked for patience`;
  return { type: "failed", reason, httpStatus: null, retryAfterMs };
}

/** A system's turn in a run, with its memory so far. `askedAt` is in milliseconds since the epoch. */
interface Turn {
  readonly entry: SystemEntry;
  readonly lease: Lease;
  readonly askedAt: number;
  readonly world: PollWorld;
  /** Whether other systems are asked for at the same host. */
  readonly sharesHost: boolean;
}

/** Returns how long a poll of the system may take, in milliseconds: longer when it has to find its URLs first. */
export function timeNeededMs(memory: PollMemory, now: number): number {
  return FETCH_MS + SAVE_MS + (hasUrls(memory, now) ? 0 : FETCH_MS);
}

/** Tells whether the URLs are known and not due to be looked up again. */
export function hasUrls({ urls, urlsGoodUntil }: PollMemory, now: number): boolean {
  return urls !== null && urlsGoodUntil !== null && now < urlsGoodUntil;
}

/** Looks the URLs up daily; old ones are used as long as new ones cannot be fetched. */
async function currentUrls(
  entry: SystemEntry,
  memory: PollMemory,
  now: number,
  world: PollWorld,
): Promise<{ found: FeedUrls | FeedFailure; goodUntil: number | null }> {
  if (memory.urls !== null && hasUrls(memory, now)) {
    return { found: memory.urls, goodUntil: memory.urlsGoodUntil };
  }
  const found = await world.feeds.discover(entry);
  if (found.type === "urls") return { found, goodUntil: urlsGoodUntil(entry, found, now) };
  return memory.urls === null
    ? { found, goodUntil: null }
    : { found: memory.urls, goodUntil: now + LOOK_AGAIN_MS };
}

function knownBody(entry: SystemEntry, { known, knownAt, ttlSeconds }: PollMemory, now: number) {
  // The next poll would be too late to ask for the whole body: `knownAt` is a moment after the request.
  const nextAt = nextDueAt(now, entry, ttlSeconds);
  return nextAt - (knownAt ?? 0) <= WHOLE_BODY_EVERY_MS ? known : null;
}

async function publishSnapshot(turn: Turn, status: Status): Promise<PolledSystem> {
  const { entry, lease, askedAt, world } = turn;
  const { systemId } = entry;
  const { publishedAt, ttlSeconds, stations } = status;
  const fetchedAt = world.now();
  const withRoster = await sendRoster(entry, lease.memory, status, world);
  try {
    const snapshot = { type: "snapshot", systemId, fetchedAt, publishedAt, ttlSeconds, stations } as const;
    await world.publisher.publishOutcome(snapshot);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // Too large for a record. It is recorded like any other failure, since a poll without a record looks like no poll.
    const failure: FeedFailure = {
      type: "failed",
      reason: error.message,
      httpStatus: null,
      retryAfterMs: null,
    };
    return await publishFailure({ ...turn, lease: { ...lease, memory: withRoster } }, failure);
  }
  const memory = {
    ...withRoster,
    known: status.body,
    knownAt: fetchedAt,
    ttlSeconds,
    nextDueAt: nextDueAt(askedAt, entry, ttlSeconds),
  };
  return await save(turn, "snapshot", fetchedAt, memory, status.leftOut);
}

async function publishUnchanged(turn: Turn, { etag, lastModified }: StatusUnchanged): Promise<PolledSystem> {
  const { entry, askedAt, world } = turn;
  const { memory } = turn.lease;
  const { systemId } = entry;
  const fetchedAt = world.now();
  const snapshotAt = memory.knownAt ?? fetchedAt;
  await world.publisher.publishOutcome({ type: "unchanged", systemId, fetchedAt, snapshotAt });
  return await save(turn, "unchanged", fetchedAt, {
    ...memory,
    known: memory.known === null ? null : { ...memory.known, etag, lastModified },
    nextDueAt: nextDueAt(askedAt, entry, memory.ttlSeconds),
  });
}

async function publishFailure(turn: Turn, failure: FeedFailure): Promise<PolledSystem> {
  const { entry, askedAt, world } = turn;
  const { memory } = turn.lease;
  const { systemId } = entry;
  const { reason, httpStatus, retryAfterMs } = failure;
  const fetchedAt = world.now();
  await world.publisher.publishOutcome({ type: "failed", systemId, fetchedAt, reason, httpStatus });
  const failuresInARow = memory.failuresInARow + 1;
  const isSilent = httpStatus === null && (retryAfterMs ?? 0) === 0;
  const failing = {
    failuresInARow,
    since: memory.failingSince ?? fetchedAt,
    isCostly: httpStatus === 429 || (isSilent && turn.sharesHost),
    patientUntil: patientUntil(askedAt, retryAfterMs),
  };
  const isGone = httpStatus === 404 || httpStatus === 410;
  const moved = (isGone && failuresInARow < 3) || (isLookUpDue(failuresInARow) && httpStatus !== 429);
  return await save(turn, "failed", fetchedAt, {
    ...memory,
    // A feed that is gone from its URL may have moved, so the next poll looks its URLs up again.
    urlsGoodUntil: moved ? null : memory.urlsGoodUntil,
    failuresInARow,
    failingSince: failing.since,
    patientUntil: failing.patientUntil,
    lastReason: reason,
    nextDueAt: nextDueAfterFailure(askedAt, entry, failing, world.downAfterMs(entry)),
  });
}

/** Tells whether the URLs of a failing feed are looked up again: after three failures, then after each ten more. */
function isLookUpDue(failuresInARow: number): boolean {
  return failuresInARow % 10 === 3;
}

async function save(
  { lease, world }: Turn,
  outcome: PollOutcome["type"],
  fetchedAt: number,
  memory: PollMemory,
  leftOut = 0,
): Promise<PolledSystem> {
  const failed = outcome === "failed";
  await world.polls.save(lease, {
    ...memory,
    failuresInARow: failed ? memory.failuresInARow : 0,
    failingSince: failed ? memory.failingSince : null,
    patientUntil: failed ? memory.patientUntil : null,
    lastReason: failed ? memory.lastReason : null,
    lastOutcome: outcome,
    lastPolledAt: fetchedAt,
  });
  const known = lease.memory.unheeded;
  return { outcome, leftOut, unheeded: memory.unheeded.filter((sentence) => !known.includes(sentence)) };
}
