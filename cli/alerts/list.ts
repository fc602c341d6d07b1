import type { RosterIndex } from "../../functions/core/roster.ts";
import type { PollMemory } from "../../functions/poll/ports.ts";
import type { AlertFilter, SystemScope } from "../../functions/store/alert-filter.ts";
import type { AlertItem } from "../../functions/store/alert-item.ts";
import { type AlertPage, AlertQueries } from "../../functions/store/alert-queries.ts";
import { lastedSeconds } from "../../functions/views/alert.ts";
import { quoted } from "../../functions/words/text.ts";
import { sayAges } from "../ages.ts";
import { type Asked, asking } from "../asking.ts";
import { LIMIT_MAX } from "../options.ts";
import { distanceOf, isSought, type Sought } from "../search/sought.ts";
import type { Systems } from "../systems.ts";
import { type Known, unknownError } from "../unknown.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import { NO_SYSTEM_YET } from "../words.ts";
import type { World } from "../world.ts";
import { nothingWords } from "./nothing.ts";
import { inOrder } from "./order.ts";
import { readPageToken } from "./page-token.ts";
import { type ListedAlert, printAlerts } from "./print.ts";
import { type AlertQuestion, MOMENTS, scopeOf } from "./question.ts";

/** Alerts that are looked for among older ones may take a while: after this long, a line says so. */
const PATIENCE_MS = 1_000;

export async function listAlerts(options: AlertQuestion, world: World): Promise<void> {
  const { system, station: stationIds, rule: rules, open, limit, next, sort, near } = options;
  const after = next === undefined ? null : readPageToken(next);
  const isPaged = sort === "started" && near === undefined;
  if (after !== null && !isPaged) {
    throw new UserError(
      "--next goes on in the order of time: expected neither --sort nor --near beside it",
      BAD_INPUT,
    );
  }
  await asking(options, world, async (asked) => {
    const { connection } = asked;
    const memories = await asked.systems.asked(system);
    const scopes = await Promise.all(memories.map((memory) => scopeFor(memory, options, asked)));
    const queries = new AlertQueries(connection.tables, connection.names.alertsTable, world.now);
    const filter = { systems: scopes, stationIds, rules, openOnly: open };
    const read = () => queries.page(filter, isPaged ? limit : LIMIT_MAX, after);
    const page = await (hasTimes(options) ? patiently(read, world) : read());
    await sayAges(memories, asked, options, world);
    const shown = new Set(page.items.map(({ stationId }) => stationId));
    const others = stationIds?.filter((stationId) => !shown.has(stationId)) ?? [];
    if (others.length > 0) await requireStations(others, memories, asked.systems);
    const listed = await Promise.all(page.items.map((alert) => listedAlert(alert, options, asked)));
    const rows = inOrder(listed, sort, near !== undefined).slice(0, limit);
    const nothing = memories.length === 0 ? NO_SYSTEM_YET : nothingWords(options);
    const rest = {
      next: isPaged ? page.next : null,
      left: listed.length - rows.length,
      isCut: !isPaged && page.next !== null,
    };
    await printAlerts(rows, rest, options, nothing, asked, world);
  });
}

function hasTimes(question: AlertQuestion): boolean {
  return MOMENTS.some((name) => question[name] !== undefined);
}

async function scopeFor(
  { systemId }: PollMemory,
  options: AlertQuestion,
  { systems, now }: Asked,
): Promise<SystemScope> {
  // The time zone lies with the names of all stations, which is much to read where no time is asked for.
  const timeZone = hasTimes(options) ? await systems.timeZone(systemId, options.utc) : "UTC";
  return { ...scopeOf(systemId, options, now, timeZone), fits: await fitting(systemId, options, systems) };
}

/** Returns whether an alert is at a station that is sought; undefined where any is. */
export async function fitting(
  systemId: string,
  sought: Sought,
  systems: Systems,
): Promise<SystemScope["fits"]> {
  if (sought.match === undefined && sought.near === undefined) return undefined;
  const roster = await systems.roster(systemId);
  return (alert) => isSought(placeOf(alert, roster), sought);
}

/** An alert keeps the names that its station had; the newest position counts. */
function placeOf({ stationId = "", stationName = "", address }: AlertItem, { byId }: RosterIndex) {
  const { latitude, longitude } = byId.get(stationId) ?? { latitude: null, longitude: null };
  return { stationId, name: stationName, address: address ?? null, latitude, longitude };
}

export async function listedAlert(
  alert: AlertItem,
  { near }: Pick<AlertQuestion, "near">,
  { systems }: Asked,
): Promise<ListedAlert> {
  const { systemId } = alert;
  // What is over says itself how long it lasted.
  const state = alert.status === "open" ? await systems.stateIfUsable(systemId) : null;
  const seconds = lastedSeconds(alert, state ?? null);
  const meters = near === undefined ? null : distanceOf(placeOf(alert, await systems.roster(systemId)), near);
  return { alert, seconds, meters };
}

async function patiently(read: () => Promise<AlertPage>, { terminal }: World): Promise<AlertPage> {
  const timer = setTimeout(() => terminal.say("looking through older alerts …"), PATIENCE_MS);
  try {
    return await read();
  } finally {
    clearTimeout(timer);
  }
}

/** Throws a UserError for a station that none of the systems knows; what cannot be read may know it. */
export async function requireStations(
  stationIds: NonNullable<AlertFilter["stationIds"]>,
  memories: readonly PollMemory[],
  systems: Systems,
): Promise<void> {
  const known = new Map<string, Known>();
  for (const { systemId } of memories) {
    const stations = await systems.stations(systemId);
    if (stations === undefined) return;
    for (const station of stations) known.set(station.id, station);
  }
  for (const stationId of stationIds) {
    if (known.has(stationId)) continue;
    throw unknownError(
      `no station ${quoted(stationId)} is known`,
      stationId,
      [...known.values()],
      "no station has been seen yet",
    );
  }
}
