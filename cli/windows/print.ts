import type { WindowItem } from "../../functions/store/window-queries.ts";
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
    printListing(rows, columns(now, sparklineWidth(terminal.columns)), { nothing, count, place }, terminal);
    return;
  }
  const windows = rows.flatMap((city) => city.windows.map(withoutExpiry));
  printRows(windows, ["systemId", "windowStart", "docks", "vehicles", "stations"], format, terminal);
}

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
