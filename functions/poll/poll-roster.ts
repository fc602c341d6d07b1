import { createHash } from "node:crypto";
import type { Roster, RosterStation } from "../core/roster.ts";
import type { SystemEntry } from "../systems/configuration.ts";
import type { PollMemory, PollWorld, Status } from "./ports.ts";

const ROSTER_EVERY_MS = 24 * 3_600_000;
/** Where names are apart they are asked for so often, to see whether they have changed. */
const ASK_EVERY_MS = 3_600_000;
/** Names that could not be had are asked for again after so long, not at every poll. */
const ASK_AGAIN_MS = 10 * 60_000;

/**
 * Sends names and positions when they have changed, and once a day; resolves when the stream has them. Returns
 * the memory with what was sent. A roster that cannot be had fails no poll.
 */
export async function sendRoster(
  entry: SystemEntry,
  memory: PollMemory,
  status: Status,
  world: PollWorld,
): Promise<PollMemory> {
  const now = world.now();
  if (status.roster !== null) {
    return await sendIfNews(entry, memory, entry.timeZone ?? null, status.roster, now, world);
  }
  const pauseMs = memory.rosterSentAt === null ? ASK_AGAIN_MS : ASK_EVERY_MS;
  const askedLately = memory.rosterAskedAt !== null && now - memory.rosterAskedAt < pauseMs;
  if (askedLately || memory.urls === null) return memory;
  const asked = { ...memory, rosterAskedAt: now };
  const answer = await world.feeds.fetchRoster(entry, memory.urls);
  if (answer.type !== "roster") return asked;
  const timeZone = answer.timeZone ?? memory.timeZone;
  const known = { ...asked, timeZone };
  return await sendIfNews(entry, known, entry.timeZone ?? timeZone, answer.stations, now, world);
}

async function sendIfNews(
  entry: SystemEntry,
  memory: PollMemory,
  timeZone: string | null,
  stations: readonly RosterStation[],
  now: number,
  world: PollWorld,
): Promise<PollMemory> {
  const rosterHash = createHash("sha256")
    .update(JSON.stringify([timeZone, stations]))
    .digest("base64url");
  const isDue = memory.rosterSentAt === null || now - memory.rosterSentAt >= ROSTER_EVERY_MS;
  if (rosterHash === memory.rosterHash && !isDue) return memory;
  const roster: Roster = { type: "roster", systemId: entry.systemId, fetchedAt: now, timeZone, stations };
  try {
    await world.publisher.publishRoster(roster);
  } catch (error) {
    // Too large for a record: names are welcome, and the snapshot does not wait for them.
    if (error instanceof RangeError) return memory;
    throw error;
  }
  return { ...memory, rosterHash, rosterSentAt: now };
}
