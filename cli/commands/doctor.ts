import { DescribeTableCommand } from "@aws-sdk/client-dynamodb";
import { DescribeStreamSummaryCommand } from "@aws-sdk/client-kinesis";
import pc from "picocolors";
import { POLL_SECONDS_DEFAULT } from "../../functions/poll/schedule.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { systemHealth } from "../../functions/views/health.ts";
import { counted } from "../../functions/words/amounts.ts";
import { type Finding, healthFindings } from "../../functions/words/health.ts";
import { printable } from "../../functions/words/text.ts";
import { localTime } from "../../functions/words/times.ts";
import { type Connection, connected, type Place } from "../connection.ts";
import { knownSystems, type Systems } from "../systems.ts";
import { systemsFile } from "../systems-file.ts";
import { endingOf, FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export interface DoctorOptions extends Place {
  readonly utc?: boolean;
}

export async function examine(options: DoctorOptions, world: World): Promise<void> {
  await connected(options, world, async (connection) => {
    const systems = knownSystems(connection, world);
    const { configured, finding } = await configuredSystems(connection, world);
    const places = await examinePlaces(connection);
    const findings = [...(finding === null ? [] : [finding]), ...places];
    if (places.every(({ verdict }) => verdict === "ok")) {
      const onTape = connection.running?.onTape === true;
      findings.push(...(await examineSystems(configured, systems, options, world, onTape)));
    }
    for (const one of findings) world.terminal.write(`${lineOf(one, world)}\n`);
    const wrong = findings.filter(({ verdict }) => verdict === "wrong").length;
    if (wrong > 0)
      throw new UserError(wrong === 1 ? "one thing is wrong" : `${wrong} things are wrong`, FAILED);
  });
}

async function examinePlaces({ tables, streams, names }: Connection): Promise<Finding[]> {
  const { stateTable, alertsTable, windowsTable, pollsTable, streamName } = names;
  const checks = [stateTable, alertsTable, windowsTable, pollsTable].map((TableName) =>
    finding(`table ${TableName}`, async () => {
      const { Table } = await tables.send(new DescribeTableCommand({ TableName }));
      return Table?.TableStatus ?? "of unknown status";
    }),
  );
  const stream = finding(`stream ${streamName}`, async () => {
    const summary = await streams.send(new DescribeStreamSummaryCommand({ StreamName: streamName }));
    return summary.StreamDescriptionSummary?.StreamStatus ?? "of unknown status";
  });
  return await Promise.all([...checks, stream]);
}

async function finding(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    const status = await look();
    const isThere = status === "ACTIVE" || status === "UPDATING";
    return { what, verdict: isThere ? "ok" : "wrong", says: status.toLowerCase() };
  } catch (error) {
    return { what, verdict: "wrong", says: endingOf(error).sentence };
  }
}

async function examineSystems(
  configured: ReadonlyMap<string, SystemEntry>,
  systems: Systems,
  { utc }: DoctorOptions,
  world: World,
  onTape: boolean,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  const polled = await systems.polled();
  if (polled.length === 0) {
    findings.push({ what: "poll", verdict: "wrong", says: "no system has been polled yet" });
  }
  for (const memory of polled) {
    const { systemId } = memory;
    const timeZone = utc === true ? "UTC" : await systems.timeZone(systemId);
    const markAt = (await systems.state(systemId))?.markAt ?? null;
    const pollSeconds = configured.get(systemId)?.pollSeconds ?? POLL_SECONDS_DEFAULT;
    const time = (at: number) => localTime(at, timeZone, world.now());
    // A recording's clock stands where its last poll was.
    const now = onTape ? (memory.lastPolledAt ?? world.now()) : world.now();
    findings.push(...healthFindings(systemHealth(memory, markAt, pollSeconds, now), time));
  }
  const known = new Set(polled.map(({ systemId }) => systemId));
  for (const systemId of configured.keys()) {
    if (known.has(systemId)) continue;
    findings.push({ what: systemId, verdict: "note", says: "is in systems.json and was never polled" });
  }
  return findings;
}

/** What systems.json lists, and whether it can be used; there need be none where the command is called. */
async function configuredSystems(
  connection: Connection,
  world: World,
): Promise<{ configured: ReadonlyMap<string, SystemEntry>; finding: Finding | null }> {
  const file = systemsFile(connection, world);
  if (file === null) return { configured: new Map(), finding: null };
  const what = file;
  try {
    const { readSystems } = await import("../../functions/systems/schema.ts");
    const { systems } = readSystems(file);
    const configured = new Map(systems.map((entry) => [entry.systemId, entry]));
    return {
      configured,
      finding: { what, verdict: "ok", says: `lists ${counted(configured.size, "system")}` },
    };
  } catch (error) {
    return {
      configured: new Map(),
      finding: { what, verdict: "wrong", says: endingOf(error).sentence },
    };
  }
}

function lineOf({ verdict, what, says }: Finding, { terminal }: World): string {
  const paint = pc.createColors(terminal.colors);
  const word = { ok: paint.green("ok   "), note: paint.yellow("note "), wrong: paint.red("wrong") }[verdict];
  return `${word}  ${printable(`${what}: ${says}`)}`;
}
