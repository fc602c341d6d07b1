import { createHash } from "node:crypto";
import type { RosterFound, Status } from "../core/feed.ts";
import type { Roster, RosterStation } from "../core/roster.ts";
import { stableShare } from "../core/stable-share.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import { unheededIn } from "../words/unheeded.ts";
import type { PollMemory, PollWorld } from "./ports.ts";

const ROSTER_EVERY_MS = 24 * 3_600_000;
/** Limits the hours of single stations: they are read at every poll, and a record takes a megabyte. */
const OWN_HOURS_CHARACTERS_MAX = 200_000;
/** Spreads the requests for rosters that are fetched separately over an hour, so that systems do not ask together. */
const ASK_SPREAD_MS = 3_600_000;
/** The pause after stations have come or gone, which happens all the time in some feeds. */
const ASK_CHANGED_MS = 3_600_000;
/** The pause after names could not be fetched, so that they are not asked for at every poll. */
const ASK_AGAIN_MS = 10 * 60_000;
/**
 * The time that must remain for names: one fetch and the put of the snapshot. Not all the fetches: each is given up
 * shortly before the run's end, and a system whose turn is late is late in every run, so it would never get names.
 */
const ROSTER_NEEDS_MS = 18_000;

/**
 * Sends names and positions when they have changed, and once a day; resolves when the stream has them. Returns the
 * memory with what was sent. A roster that cannot be fetched fails no poll.
 */
export async function sendRoster(
  entry: SystemEntry,
  memory: PollMemory,
  status: Status,
  world: PollWorld,
): Promise<PollMemory> {
  const now = world.now();
  if (status.roster !== null) {
    return await sendIfNews(entry, memory, status.roster, [], now, world);
  }
  const stationsHash = hashOf(status.stations.stationIds.toSorted());
  const pauseMs = pauseOf(memory, stationsHash);
  const askedLately = now - (memory.rosterAskedAt ?? 0) < pauseMs;
  if (askedLately || memory.urls === null || world.remainingMs() < ROSTER_NEEDS_MS) return memory;
  const asked = { ...memory, rosterAskedAt: now };
  const answer = await world.feeds.fetchRoster(entry, memory.urls);
  if (answer.type !== "roster") return { ...asked, rosterHash: null };
  // Missing parts are asked for again as soon as if stations had changed, not a day later.
  const rosterStationsHash = isWhole(entry, answer) ? stationsHash : null;
  const known = { ...withFacts(asked, answer), rosterStationsHash };
  return await sendIfNews(entry, known, answer.stations, answer.unread ?? [], now, world);
}

function pauseOf({ systemId, rosterHash, rosterStationsHash }: PollMemory, stationsHash: string): number {
  if (rosterHash === null) return ASK_AGAIN_MS;
  if (rosterStationsHash !== stationsHash) return ASK_CHANGED_MS;
  return ROSTER_EVERY_MS + ASK_SPREAD_MS * stableShare(systemId);
}

function hashOf(content: unknown): string {
  return createHash("sha256").update(JSON.stringify(content)).digest("base64url");
}

function isWhole(entry: SystemEntry, { openingHours, vehicleTypes }: RosterFound): boolean {
  return vehicleTypes !== undefined && (openingHours !== undefined || entry.openingHours !== undefined);
}

/** Keeps the known value of each fact that could not be fetched this time. */
function withFacts(memory: PollMemory, answer: RosterFound): PollMemory {
  return {
    ...memory,
    timeZone: answer.timeZone ?? memory.timeZone,
    openingHours: answer.openingHours === undefined ? memory.openingHours : answer.openingHours,
    vehicleTypes: answer.vehicleTypes === undefined ? memory.vehicleTypes : answer.vehicleTypes,
  };
}

async function sendIfNews(
  entry: SystemEntry,
  memory: PollMemory,
  stations: readonly RosterStation[],
  unread: readonly string[],
  now: number,
  world: PollWorld,
): Promise<PollMemory> {
  const { systemId } = entry;
  const timeZone = entry.timeZone ?? memory.timeZone;
  const openingHours = entry.openingHours ?? memory.openingHours ?? undefined;
  const rosterHash = hashOf([timeZone, openingHours, stations]);
  const isDue = now - (memory.rosterSentAt ?? 0) >= ROSTER_EVERY_MS;
  if (rosterHash === memory.rosterHash && !isDue) return memory;
  const { own, unread: unreadHours } = withOwnHours(stations, openingHours);
  const roster: Roster = { type: "roster", systemId, fetchedAt: now, timeZone, openingHours, stations: own };
  const unheeded = [...unread, ...unreadHours, ...unheededIn(roster)];
  try {
    const { leftOut } = await world.publisher.publishRoster(roster);
    if (leftOut !== null) unheeded.push(leftOut);
  } catch (error) {
    // Too large for a record: the snapshot is sent all the same, without names.
    if (error instanceof RangeError) return { ...memory, unheeded: [...unheeded, error.message] };
    throw error;
  }
  return { ...memory, rosterHash, rosterSentAt: now, unheeded };
}

/** Keeps the hours of stations that differ from the system's, unless they are too many for a record. */
function withOwnHours(stations: readonly RosterStation[], ofSystem: string | undefined) {
  let characters = 0;
  const own = stations.map((station): RosterStation => {
    const { openingHours, ...others } = station;
    if (openingHours !== undefined && openingHours !== ofSystem) characters += openingHours.length;
    return openingHours === ofSystem ? others : station;
  });
  if (characters <= OWN_HOURS_CHARACTERS_MAX) return { own, unread: [] };
  const unread = `the opening hours of single stations have ${characters} characters, expected at most ${OWN_HOURS_CHARACTERS_MAX}: they are not heeded`;
  return { own: own.map(({ openingHours: _, ...others }) => others), unread: [unread] };
}
