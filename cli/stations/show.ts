import { stationReading } from "../../functions/views/station.ts";
import { quoted } from "../../functions/words/text.ts";
import { sayAges } from "../ages.ts";
import { type Asked, asking } from "../asking.ts";
import { todayFacts } from "../history/print.ts";
import { startOfToday, stationPast } from "../history/station.ts";
import type { Style } from "../options.ts";
import type { Place } from "../places.ts";
import { unknownError } from "../unknown.ts";
import type { World } from "../world.ts";
import { printStation } from "./print.ts";

export async function showStation(
  systemId: string,
  stationId: string,
  options: Place & Style,
  world: World,
): Promise<void> {
  const { format, utc } = options;
  await asking(options, world, async (asked) => {
    const { systems, now } = asked;
    const memories = await systems.asked([systemId]);
    const [state, roster] = await Promise.all([systems.state(systemId), systems.roster(systemId)]);
    const rules = await systems.rules(systemId);
    const station = state && stationReading(state, roster, rules, stationId);
    if (station === null) {
      const known = (state?.stationIds ?? []).map((id) => ({ id, name: roster.byId.get(id)?.name }));
      const sentence = `no station ${quoted(stationId)} of ${systemId} is known`;
      throw unknownError(sentence, stationId, known, "none has been seen yet");
    }
    await sayAges(memories, asked, { system: [systemId], utc }, world);
    const timeZone = await systems.timeZone(systemId, utc);
    const today =
      format === "table" ? await todayOf(systemId, stationId, timeZone, asked, options, world) : [];
    printStation(station, today, { timeZone, format, now }, world.terminal);
  });
}

/** Returns facts about the station's day so far; none where the stack has no history yet, or nothing is known. */
async function todayOf(
  systemId: string,
  stationId: string,
  timeZone: string,
  asked: Asked,
  place: Place,
  world: World,
): Promise<readonly (readonly [string, string])[]> {
  if (asked.connection.names.historyTable === undefined) return [];
  const { now } = asked;
  const since = startOfToday(now, timeZone);
  const { spans } = await stationPast(systemId, stationId, { since, until: now }, asked, place, world);
  const known = spans[0]?.counts === null ? spans.slice(1) : spans;
  return known.length === 0 ? [] : todayFacts(known);
}
