import { STATION_RULES } from "../../functions/core/station-rules.ts";
import { type StationReading, stationReadings } from "../../functions/views/station.ts";
import { sayAges } from "../ages.ts";
import { asking } from "../asking.ts";
import { distanceOf, isSought, soughtWords } from "../search/sought.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import { either, NO_SYSTEM_YET } from "../words.ts";
import type { World } from "../world.ts";
import { inOrder, type ListedStation, ruleOfOrder } from "./order.ts";
import { printStations } from "./print.ts";
import { rulesAsked, type StationQuestion } from "./question.ts";
import { nextOf } from "./risks.ts";

export async function listStations(options: StationQuestion, world: World): Promise<void> {
  const { system, near, limit } = options;
  const { sort = near === undefined ? "id" : "distance" } = options;
  if (sort === "distance" && near === undefined) {
    throw new UserError("--sort distance needs a place: --near 45.767,4.834", BAD_INPUT);
  }
  await asking(options, world, async (asked) => {
    const { systems, connection, now } = asked;
    const polled = await systems.asked(system);
    // A system that has left systems.json has no stations any more; its alerts stay.
    const memories = polled.filter(({ retiredAt }) => retiredAt === null || system !== undefined);
    await sayAges(memories, asked, options, world);
    const found: ListedStation[] = [];
    const timeZones = new Map<string, string>();
    for (const { systemId } of memories) {
      const [state, roster] = await Promise.all([systems.stateIfUsable(systemId), systems.roster(systemId)]);
      if (state == null) continue;
      const next =
        sort === "risk" ? await nextOf(systemId, state.markAt ?? now, asked, options, world) : null;
      const readings = stationReadings(state, roster, await systems.rules(systemId));
      for (const station of readings) {
        if (!isAsked(station, options) || !isSought(station, options)) continue;
        const meters = near === undefined ? null : distanceOf(station, near);
        const seconds = secondsOf(station, options);
        found.push({ station, seconds, meters, next: next?.get(station.stationId) ?? null });
      }
      timeZones.set(systemId, await systems.timeZone(systemId, options.utc));
    }
    const ordered = inOrder(found, sort);
    const rows = ordered.slice(0, limit);
    const beside = {
      nothing: polled.length === 0 ? NO_SYSTEM_YET : nothingWords(options),
      place: await connection.title(),
      timeZones,
      now,
    };
    printStations(rows, beside, options.format, world.terminal);
    if (rows.length < ordered.length)
      world.terminal.say(`${ordered.length - rows.length} more: --limit shows them`);
  });
}

/** Returns whether the station matches one of the options; without options every station does. */
function isAsked({ holding, isPresent }: StationReading, asked: StationQuestion): boolean {
  const rules = rulesAsked(asked);
  if (rules.length === 0 && asked.absent !== true) return true;
  return rules.some((name) => holding.includes(name)) || (asked.absent === true && !isPresent);
}

/** Returns for how long the station has been what is asked for, or whatever it is; null where it is nothing. */
function secondsOf({ episodes, holding, isPresent }: StationReading, asked: StationQuestion): number | null {
  const ordering = ruleOfOrder(asked.sort);
  const names = rulesAsked(asked);
  const lasting = episodes.filter(({ rule, phase }) => {
    if (ordering !== undefined) return rule === ordering && phase !== "closing";
    if (names.length > 0 || asked.absent === true) {
      const row = STATION_RULES.find(({ name }) => name === rule);
      return (names.includes(rule) && holding.includes(rule)) || (!isPresent && row?.judgesAbsent === true);
    }
    return phase !== "closing";
  });
  return lasting.length === 0 ? null : Math.max(...lasting.map(({ lastedSeconds }) => lastedSeconds));
}

/** Returns the sentence for an empty list, with every option that narrowed it. */
function nothingWords(options: StationQuestion): string {
  const asks = [...rulesAsked(options), ...(options.absent === true ? ["absent from the feed"] : [])];
  const what = asks.length === 0 ? "there is no station" : `no station is ${either(asks)}`;
  return `${what}${options.system === undefined ? "" : ` in ${either(options.system)}`}${soughtWords(options)}`;
}
