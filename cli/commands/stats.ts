import { type WindowItem, WindowQueries } from "../../functions/store/window-queries.ts";
import { csvLine } from "../../functions/words/csv.ts";
import { localTime, type Moment } from "../../functions/words/times.ts";
import { connected, type Place } from "../connection.ts";
import { printListing } from "../formats/listing.ts";
import { sparkline } from "../formats/sparkline.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import { knownSystems, type Systems } from "../systems.ts";
import type { World } from "../world.ts";

export interface StatsOptions extends Place {
  readonly system?: string;
  readonly since?: Moment;
  readonly until?: Moment;
  readonly format: Format;
  readonly utc?: boolean;
}

/** A day of five minutes. */
const NEWEST_DEFAULT = 288;

export async function showStats(options: StatsOptions, world: World): Promise<void> {
  await connected(options, world, async (connection) => {
    const { terminal } = world;
    const systems = knownSystems(connection, world);
    const queries = new WindowQueries(connection.tables, connection.names.windowsTable, world.now);
    const cities: City[] = [];
    for (const systemId of await systems.ids(options.system)) {
      const timeZone = options.utc === true ? "UTC" : await systems.timeZone(systemId);
      const since = options.since?.(world.now(), timeZone);
      const until = options.until?.(world.now(), timeZone);
      const newest = since === undefined ? NEWEST_DEFAULT : undefined;
      const windows = await queries.list({ systemId, since, until, newest });
      if (windows.length === newest)
        terminal.say(`${systemId}: the newest ${newest} windows, --since for more`);
      if (windows.length > 0) cities.push({ systemId, timeZone, windows });
    }
    const [only] = cities;
    if (options.format === "csv" && options.system !== undefined) {
      terminal.write(stormFile(only?.windows ?? []));
    } else if (options.format === "table") {
      const table = () => columns(world.now(), sparklineWidth(terminal.columns));
      const nothing = await nothingFound(options, systems);
      printListing({ rows: cities, csvColumns: [], table, nothing }, "table", terminal);
    } else {
      const rows = cities.flatMap(({ windows }) => windows.map(withoutExpiry));
      const csvColumns = ["systemId", "windowStart", "docks", "vehicles", "stations"] as const;
      printListing({ rows, csvColumns, table: () => [], nothing: "" }, options.format, terminal);
    }
  });
}

async function nothingFound({ system, since, until }: StatsOptions, systems: Systems): Promise<string> {
  if (system !== undefined && (await systems.state(system)) === null)
    return (await systems.unknown(system)).message;
  if (since !== undefined || until !== undefined) return "no finished window in that time";
  return "no finished window: the first one takes five minutes";
}

interface City {
  readonly systemId: string;
  readonly timeZone: string;
  readonly windows: readonly WindowItem[];
}

/** The file that the course's Storm topology writes. */
function stormFile(windows: readonly WindowItem[]): string {
  const lines = windows.map(({ windowStart, docks }) =>
    csvLine([windowStart.replace(".000Z", "Z"), docks.toFixed(3)], ";"),
  );
  return ["date;available docks", ...lines].map((line) => `${line}\n`).join("");
}

function withoutExpiry({ systemId, windowStart, docks, vehicles, stations }: WindowItem) {
  return { systemId, windowStart, docks, vehicles, stations };
}

/** What is left of the line beside the other columns, for two. */
function sparklineWidth(columns: number | null): number {
  return Math.max(8, Math.min(40, Math.floor(((columns ?? 110) - 54) / 2)));
}

function columns(now: number, width: number): Column<City>[] {
  const time = ({ timeZone }: City, window: WindowItem | undefined) =>
    window === undefined ? "" : localTime(Date.parse(window.windowStart), timeZone, now);
  const line = (city: City, count: "docks" | "vehicles") =>
    sparkline(
      city.windows.map((window) => ({ at: Date.parse(window.windowStart), value: window[count] })),
      width,
    );
  const latest = (city: City, count: "docks" | "vehicles") => (city.windows.at(-1)?.[count] ?? 0).toFixed(1);
  return [
    { header: "system", rank: 10, least: 8, value: ({ systemId }) => systemId },
    { header: "from", rank: 3, value: (city) => time(city, city.windows[0]) },
    { header: "to", rank: 4, value: (city) => time(city, city.windows.at(-1)) },
    { header: "docks", rank: 9, right: true, value: (city) => latest(city, "docks") },
    { header: "", rank: 7, value: (city) => line(city, "docks") },
    { header: "vehicles", rank: 8, right: true, value: (city) => latest(city, "vehicles") },
    { header: "", rank: 6, value: (city) => line(city, "vehicles") },
  ];
}
