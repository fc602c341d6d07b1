import { WINDOW_MS } from "../../functions/core/windows.ts";
import { type WindowItem, WindowQueries } from "../../functions/store/window-queries.ts";
import { type CityCounts, CityHistory } from "../../functions/views/city-history.ts";
import type { TimeFromNow } from "../../functions/words/times.ts";
import { sayAges } from "../ages.ts";
import { type Asked, asking } from "../asking.ts";
import { pastAround } from "../history/past.ts";
import type { Format } from "../options.ts";
import type { Place } from "../places.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import { either, NO_SYSTEM_YET } from "../words.ts";
import type { World } from "../world.ts";
import { type City, printCities, stormFile } from "./print.ts";

/** What `stats` is asked; the names are those of its options. */
interface StatsQuestion extends Place {
  readonly system?: readonly string[] | undefined;
  readonly since?: TimeFromNow | undefined;
  readonly until?: TimeFromNow | undefined;
  readonly format: Format | "storm";
  readonly utc?: boolean | undefined;
}

/** Windows shown without `--since`: a day of five-minute windows. */
const NEWEST_DEFAULT = 288;

export async function showStats(options: StatsQuestion, world: World): Promise<void> {
  const { format, system, since, until, utc } = options;
  await asking(options, world, async (asked) => {
    const { systems, connection, now } = asked;
    const { terminal } = world;
    const memories = await systems.asked(system);
    if (format === "storm" && memories.length > 1) {
      const ids = memories.map(({ systemId }) => systemId).join(", ");
      throw new UserError(`--format storm is of one system: expected --system, one of ${ids}`, BAD_INPUT);
    }
    const queries = new WindowQueries(connection.tables, connection.names.windowsTable, world.now);
    const cities: City[] = [];
    for (const { systemId } of memories) {
      const timeZone = await systems.timeZone(systemId, utc);
      const newest = since === undefined ? NEWEST_DEFAULT : undefined;
      const span = { since: since?.(now, timeZone), until: until?.(now, timeZone) };
      const windows = await queries.list({ systemId, ...span, newest });
      if (windows.length === newest)
        terminal.say(`${systemId}: the newest ${newest} windows, --since for more`);
      if (windows.length === 0) continue;
      // A day of looks is much to read, so it is read of one system only.
      const isRead = format !== "storm" && memories.length === 1;
      const wrong = isRead
        ? await wrongIn(systemId, windows, asked, options, world)
        : windows.map(() => null);
      cities.push({ systemId, timeZone, windows, wrong });
    }
    await sayAges(memories, asked, options, world);
    if (format === "storm") {
      terminal.write(stormFile(cities[0]?.windows ?? []));
      return;
    }
    const nothing = memories.length === 0 ? NO_SYSTEM_YET : nothingWords(options);
    printCities(cities, format, { nothing, place: await connection.title(), now }, terminal);
  });
}

/** Returns for each window how many stations were empty, full and closed in it; null where that is unknown. */
async function wrongIn(
  systemId: string,
  windows: readonly WindowItem[],
  asked: Asked,
  place: Place,
  world: World,
): Promise<readonly CityCounts[]> {
  if (asked.connection.names.historyTable === undefined) return windows.map(() => null);
  const starts = windows.map(({ windowStart }) => Date.parse(windowStart));
  const period = { since: starts[0] ?? 0, until: (starts.at(-1) ?? 0) + WINDOW_MS };
  const { gapMs, looks } = await pastAround(systemId, period, asked, place, world);
  const history = new CityHistory(gapMs);
  for await (const look of looks) history.take(look);
  history.end();
  return starts.map((start) => history.meanIn(start, start + WINDOW_MS));
}

function nothingWords({ system, since, until }: StatsQuestion): string {
  const of = system === undefined ? "" : ` of ${either(system)}`;
  if (since !== undefined || until !== undefined) return `no finished window${of} in that time`;
  return `no finished window${of}: the first one takes five minutes`;
}
