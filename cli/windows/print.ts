import type { WindowItem } from "../../functions/store/window-queries.ts";
import type { CityCounts } from "../../functions/views/city-history.ts";
import { counted } from "../../functions/words/amounts.ts";
import { csvLine } from "../../functions/words/csv.ts";
import { localTime } from "../../functions/words/times.ts";
import { printListing, printRows } from "../formats/listing.ts";
import { sparkline } from "../formats/sparkline.ts";
import type { Column } from "../formats/table.ts";
import type { Format } from "../options.ts";
import type { Terminal } from "../world.ts";

/** A system with its finished windows, oldest first. */
export interface City {
  readonly systemId: string;
  readonly timeZone: string;
  readonly windows: readonly WindowItem[];
  /** For each window how many stations were empty, full and closed, on its mean; null where that was not read. */
  readonly wrong: readonly CityCounts[];
}

/** Prints one row per city in a table, one row per window in the other formats. */
export function printCities(
  rows: readonly City[],
  format: Format,
  { nothing, place, now }: { readonly nothing: string; readonly place: string; readonly now: number },
  terminal: Terminal,
): void {
  if (format === "table") {
    const count = counted(rows.length, "system");
    const isRead = rows.some(({ wrong }) => wrong.some((counts) => counts !== null));
    const width = sparklineWidth(terminal.columns);
    printListing(
      rows,
      [...columns(now, width), ...(isRead ? wrongColumns(width) : [])],
      { nothing, count, place },
      terminal,
    );
    return;
  }
  const windows = rows.flatMap(({ windows: own, wrong }) =>
    own.map((window, index) => ({ ...withoutExpiry(window), ...(wrong[index] ?? NOTHING_READ) })),
  );
  printRows(windows, FIELDS, format, terminal);
}

const NOTHING_READ = { empty: null, full: null, closed: null };

/** The columns of the CSV, in this order for good: new ones are added at the end. */
const FIELDS = [
  "systemId",
  "windowStart",
  "docks",
  "vehicles",
  "stations",
  "empty",
  "full",
  "closed",
] as const;

/** Returns windows in the CSV form of the file that the course's Storm topology writes. */
export function stormFile(windows: readonly WindowItem[]): string {
  const lines = windows.map(({ windowStart, docks }) =>
    csvLine([windowStart.replace(".000Z", "Z"), docks.toFixed(3)], ";"),
  );
  return ["date;available docks", ...lines].map((line) => `${line}\n`).join("");
}

function withoutExpiry({ systemId, windowStart, docks, vehicles, stations }: WindowItem) {
  return { systemId, windowStart, docks, vehicles, stations };
}

/** Returns the width of each of the two sparklines: half of what the other columns leave. */
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

/** How many stations are empty, full and closed in the newest window, and how that went. */
function wrongColumns(width: number): Column<City>[] {
  return (["empty", "full", "closed"] as const).flatMap((condition, index): Column<City>[] => [
    {
      header: condition,
      rank: 2 - index / 10,
      right: true,
      value: ({ wrong }) => wrong.at(-1)?.[condition].toFixed(1) ?? "?",
    },
    {
      header: "",
      rank: 1 - index / 10,
      value: ({ windows, wrong }) =>
        sparkline(
          windows.flatMap(({ windowStart }, at) => {
            const count = wrong[at]?.[condition];
            return count === undefined ? [] : [{ at: Date.parse(windowStart), value: count }];
          }),
          width,
        ),
    },
  ]);
}
