import type { RuleName } from "../../functions/core/rules.ts";
import { ALERT_COLUMNS } from "../../functions/store/alert-columns.ts";
import { AlertQueries, type SystemScope } from "../../functions/store/alert-queries.ts";
import type { Moment } from "../../functions/words/times.ts";
import { readPageToken, writePageToken } from "../alerts/page-token.ts";
import { alertRows, alertTable } from "../alerts/table.ts";
import { connected, type Place } from "../connection.ts";
import { printListing } from "../formats/listing.ts";
import type { Format } from "../options.ts";
import { knownSystems, type Systems } from "../systems.ts";
import type { World } from "../world.ts";

export interface AlertsListOptions extends Place {
  readonly system?: string;
  readonly station?: string;
  readonly rule?: RuleName;
  readonly open?: boolean;
  readonly since?: Moment;
  readonly until?: Moment;
  readonly limit: number;
  readonly next?: string;
  readonly format: Format;
  readonly utc?: boolean;
}

export async function listAlerts(options: AlertsListOptions, world: World): Promise<void> {
  const after = options.next === undefined ? null : readPageToken(options.next);
  await connected(options, world, async (connection) => {
    const systems = knownSystems(connection, world);
    const ids = await systems.ids(options.system);
    const scopes = await Promise.all(ids.map((systemId) => scopeOf(systemId, options, systems, world.now())));
    const filter = {
      systems: scopes,
      stationId: options.station,
      rule: options.rule,
      openOnly: options.open,
    };
    const alerts = new AlertQueries(connection.tables, connection.names.alertsTable, world.now);
    const page = await alerts.page(filter, options.limit, after);
    const { terminal } = world;
    const listing = {
      csvColumns: ALERT_COLUMNS,
      next: page.next === null ? null : writePageToken(page.next),
      nothing: await nothingFound(options, systems, ids),
    };
    if (options.format === "table") {
      const rows = await alertRows(page.items, systems, options.utc === true, world.now());
      printListing(
        { ...listing, rows, csvColumns: [], table: () => alertTable(rows) },
        options.format,
        terminal,
      );
    } else {
      printListing({ ...listing, rows: page.items, table: () => [] }, options.format, terminal);
    }
  });
}

async function scopeOf(
  systemId: string,
  { since, until, utc }: AlertsListOptions,
  systems: Systems,
  now: number,
): Promise<SystemScope> {
  if (since === undefined && until === undefined) return { systemId };
  const timeZone = utc === true ? "UTC" : await systems.timeZone(systemId);
  return { systemId, since: since?.(now, timeZone), until: until?.(now, timeZone) };
}

async function nothingFound(
  { system }: AlertsListOptions,
  systems: Systems,
  ids: readonly string[],
): Promise<string> {
  if (ids.length === 0) return "no system has been polled yet";
  if (system !== undefined && (await systems.state(system)) === null)
    return (await systems.unknown(system)).message;
  return "no such alert";
}
