import { timeAhead } from "../../functions/poll/ahead.ts";
import type { PolledMemory } from "../../functions/poll/ports.ts";
import { POLL_SECONDS_DEFAULT } from "../../functions/poll/schedule.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { systemHealth } from "../../functions/views/health.ts";
import { timeZoneOf, withoutNames } from "../../functions/views/system.ts";
import { counted } from "../../functions/words/amounts.ts";
import { type Finding, healthFindings } from "../../functions/words/health.ts";
import { knownTimeZone, localTime } from "../../functions/words/times.ts";
import type { Connection } from "../connection.ts";
import type { Systems } from "../systems.ts";
import { systemsFile } from "../systems-file.ts";
import { endingOf } from "../user-error.ts";
import { NO_SYSTEM_YET } from "../words.ts";
import type { World } from "../world.ts";

/** Checks how each polled system is polled and folded, and notes the configured systems that were never polled. */
export async function examineSystems(
  configured: ReadonlyMap<string, SystemEntry>,
  systems: Systems,
  utc: boolean | undefined,
  now: number,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const polled = await systems.polled();
  if (polled.length === 0) {
    findings.push(wrong("poll", NO_SYSTEM_YET));
  }
  for (const memory of polled) {
    const entry = configured.get(memory.systemId);
    findings.push(...(await examineSystem(memory, entry, systems, utc === true, now)));
  }
  const known = new Set(polled.map(({ systemId }) => systemId));
  for (const systemId of configured.keys()) {
    if (known.has(systemId)) continue;
    findings.push({ what: systemId, verdict: "note", says: "is in systems.json and was never polled" });
  }
  return findings;
}

async function examineSystem(
  memory: PolledMemory,
  entry: SystemEntry | undefined,
  systems: Systems,
  utc: boolean,
  now: number,
): Promise<Finding[]> {
  const { systemId } = memory;
  const state = await orRefusal(systemId, systems.state(systemId));
  const roster = await orRefusal(systemId, systems.storedRoster(systemId));
  const zone = timeZoneOf(roster.found ?? withoutNames(systemId), entry);
  const time = (at: number) => localTime(at, utc ? "UTC" : knownTimeZone(zone), now);
  const ahead = timeAhead(memory, now);
  const believed = ahead === null ? memory : upToNow(memory, now);
  const pollSeconds = entry?.pollSeconds ?? POLL_SECONDS_DEFAULT;
  const health = systemHealth(believed, state.found?.markAt ?? null, pollSeconds, now);
  const [polling, folding, ...notes] = healthFindings(health, time);
  return [
    ahead === null ? polling : wrong(systemId, ahead),
    state.refusal ?? folding,
    roster.refusal,
    ...notes,
  ].filter((finding) => finding !== null && finding !== undefined);
}

/** What a clock that was ahead has written says nothing of how far the system is folded. */
function upToNow(memory: PolledMemory, now: number): PolledMemory {
  const { lastPolledAt, nextDueAt } = memory;
  return { ...memory, lastPolledAt: Math.min(lastPolledAt ?? now, now), nextDueAt: Math.min(nextDueAt, now) };
}

/** What cannot be read becomes a finding: the other systems go on. */
async function orRefusal<T>(
  systemId: string,
  reading: Promise<T>,
): Promise<{ found: T | null; refusal: Finding | null }> {
  try {
    return { found: await reading, refusal: null };
  } catch (error) {
    return { found: null, refusal: wrong(systemId, endingOf(error).sentence) };
  }
}

function wrong(what: string, says: string): Finding {
  return { what, verdict: "wrong", says };
}

/** Returns the systems in systems.json by id, none without a file; adds a finding that says whether it can be used. */
export async function configuredSystems(
  connection: Connection,
  world: World,
  findings: Finding[],
): Promise<ReadonlyMap<string, SystemEntry>> {
  const what = systemsFile(connection, world);
  if (what === null) return new Map();
  try {
    const { readSystems } = await import("../../functions/systems/schema.ts");
    const { systems } = readSystems(what);
    findings.push({ what, verdict: "ok", says: `lists ${counted(systems.length, "system")}` });
    return new Map(systems.map((entry) => [entry.systemId, entry]));
  } catch (error) {
    findings.push(wrong(what, endingOf(error).sentence));
    return new Map();
  }
}
