import { POLL_SECONDS_DEFAULT } from "../../functions/poll/schedule.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { systemHealth } from "../../functions/views/health.ts";
import { counted } from "../../functions/words/amounts.ts";
import { type Finding, healthFindings } from "../../functions/words/health.ts";
import { localTime } from "../../functions/words/times.ts";
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
    findings.push({ what: "poll", verdict: "wrong", says: NO_SYSTEM_YET });
  }
  for (const memory of polled) {
    const { systemId } = memory;
    const timeZone = await systems.timeZone(systemId, utc);
    const { markAt, refusal } = await foldedUpTo(systemId, systems);
    const pollSeconds = configured.get(systemId)?.pollSeconds ?? POLL_SECONDS_DEFAULT;
    const time = (at: number) => localTime(at, timeZone, now);
    const health = healthFindings(systemHealth(memory, markAt, pollSeconds, now), time);
    findings.push(...(refusal === null ? health : [...health.slice(0, 1), refusal]));
  }
  const known = new Set(polled.map(({ systemId }) => systemId));
  for (const systemId of configured.keys()) {
    if (known.has(systemId)) continue;
    findings.push({ what: systemId, verdict: "note", says: "is in systems.json and was never polled" });
  }
  return findings;
}

/** Returns the system's mark, null without one. A state that cannot be read becomes a finding: the others go on. */
async function foldedUpTo(
  systemId: string,
  systems: Systems,
): Promise<{ markAt: number | null; refusal: Finding | null }> {
  try {
    return { markAt: (await systems.state(systemId))?.markAt ?? null, refusal: null };
  } catch (error) {
    return { markAt: null, refusal: { what: systemId, verdict: "wrong", says: endingOf(error).sentence } };
  }
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
    findings.push({ what, verdict: "wrong", says: endingOf(error).sentence });
    return new Map();
  }
}
