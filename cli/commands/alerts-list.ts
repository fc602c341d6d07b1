import type { CommandUnknownOpts } from "@commander-js/extra-typings";
import type { SystemScope } from "../../functions/store/alert-queries.ts";
import {
  formatOption,
  type OptionsOf,
  readWholeNumber,
  ruleOption,
  sinceOption,
  systemOption,
  TIMES_HELP,
  untilOption,
  utcOption,
} from "../options.ts";
import { atPlace } from "../places.ts";
import type { Systems } from "../systems.ts";
import type { World } from "../world.ts";

const LIMIT_MAX = 10_000;

export function alertsList(alerts: CommandUnknownOpts, world: World): void {
  command(alerts).action((options) => listAlerts(options, world));
}

type Options = OptionsOf<typeof command>;

function command(alerts: CommandUnknownOpts) {
  const list = alerts
    .command("list")
    .description("alerts, the newest first")
    .addOption(systemOption())
    .option("--station <id>", "only this station")
    .addOption(ruleOption())
    .option("--open", "only those that are open now")
    .addOption(sinceOption("only those that started"))
    .addOption(untilOption("only those that started"))
    .option("--limit <n>", "at most this many", readWholeNumber(1, LIMIT_MAX), 50)
    .option("--next <token>", "continue after an earlier page, by its token")
    .addOption(formatOption())
    .addOption(utcOption());
  return atPlace(list).addHelpText(
    "after",
    `${TIMES_HELP}

Example:
  $ stationwatch alerts list --system lyon --rule empty --since today`,
  );
}

async function listAlerts(options: Options, world: World): Promise<void> {
  const { system, station, rule, open, limit, next } = options;
  const { AlertQueries, asking, printAlerts, readPageToken } = await import("../asking.ts");
  const after = next === undefined ? null : readPageToken(next);
  await asking(options, world, async (systems, { names, tables }) => {
    const ids = await systems.ids(system);
    const scopes = await Promise.all(ids.map((systemId) => scopeOf(systemId, options, systems, world.now())));
    const alerts = new AlertQueries(tables, names.alertsTable, world.now);
    const filter = { systems: scopes, stationId: station, rule, openOnly: open };
    const page = await alerts.page(filter, limit, after);
    await printAlerts(page, options, await nothingFound(options, systems, ids), systems, world);
  });
}

async function scopeOf(
  systemId: string,
  { since, until, utc }: Options,
  systems: Systems,
  now: number,
): Promise<SystemScope> {
  if (since === undefined && until === undefined) return { systemId };
  const timeZone = await systems.timeZone(systemId, utc);
  return { systemId, since: since?.(now, timeZone), until: until?.(now, timeZone) };
}

async function nothingFound({ system }: Options, systems: Systems, ids: readonly string[]): Promise<string> {
  if (ids.length === 0) return "no system has been polled yet";
  if (system !== undefined && (await systems.stateIfUsable(system)) === null)
    return (await systems.unknown(system)).message;
  return "no such alert";
}
