import type { Period } from "../../functions/core/level-cells.ts";
import { StationHistory, type StationPast } from "../../functions/views/station-history.ts";
import { quoted } from "../../functions/words/text.ts";
import type { TimeFromNow } from "../../functions/words/times.ts";
import { localTime, readTime } from "../../functions/words/times.ts";
import { type Asked, asking } from "../asking.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import { unknownError } from "../unknown.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { pastAround } from "./past.ts";
import { printStationPast } from "./print.ts";

/** What `stations history` is asked; the names are those of its options. */
export interface HistoryQuestion extends Place, Style {
  readonly since?: TimeFromNow | undefined;
  readonly until?: TimeFromNow | undefined;
}

const TODAY = readTime("today");

/** Returns when the day began where the station is, in milliseconds since the epoch. */
export function startOfToday(now: number, timeZone: string): number {
  return TODAY?.(now, timeZone) ?? now;
}

export async function showStationHistory(
  systemId: string,
  stationId: string,
  options: HistoryQuestion,
  world: World,
): Promise<void> {
  await asking(options, world, async (asked) => {
    const { systems, now } = asked;
    await systems.asked([systemId]);
    const [roster, timeZone] = await Promise.all([
      systems.roster(systemId),
      systems.timeZone(systemId, options.utc),
    ]);
    const since = options.since?.(now, timeZone) ?? startOfToday(now, timeZone);
    const until = options.until?.(now, timeZone) ?? now;
    const time = (at: number) => localTime(at, timeZone, now);
    if (since >= Math.min(until, now)) {
      const sentence = `no time lies between ${time(since)} and ${time(Math.min(until, now))}`;
      throw new UserError(`${sentence}: expected an earlier --since, or a later --until`, BAD_INPUT);
    }
    const past = await stationPast(systemId, stationId, { since, until }, asked, options, world);
    if (past.spans.every(({ counts }) => counts === null) && !roster.byId.has(stationId)) {
      const state = await systems.stateIfUsable(systemId);
      const known = (await systems.stations(systemId)) ?? [];
      if (state != null && !known.some(({ id }) => id === stationId)) {
        const sentence = `no station ${quoted(stationId)} of ${systemId} is known in that time`;
        throw unknownError(sentence, stationId, known, "none has been seen yet");
      }
    }
    const name = roster.byId.get(stationId)?.name ?? stationId;
    // A day without --since begins when something is known.
    const [first, ...later] = past.spans;
    const isIdle = options.since === undefined && first?.counts === null && later.length > 0;
    const spans = isIdle ? later : past.spans;
    const shown = { since: isIdle ? first.until : since, until: Math.min(until, now) };
    const about = { systemId, stationId, name, ...shown, timeZone, now };
    printStationPast({ ...past, spans }, about, options.format, world.terminal);
  });
}

/** Returns what a station was in a period. */
export async function stationPast(
  systemId: string,
  stationId: string,
  period: Period,
  asked: Asked,
  place: Place,
  world: World,
): Promise<StationPast> {
  const { gapMs, looks } = await pastAround(systemId, period, asked, place, world);
  const history = new StationHistory(stationId, period, gapMs);
  for await (const look of looks) history.take(look);
  return history.end();
}
