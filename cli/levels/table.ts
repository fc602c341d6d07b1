import { knownForMs } from "../../functions/core/guards.ts";
import type { Period } from "../../functions/core/level-cells.ts";
import { timeZoneOf } from "../../functions/views/system.ts";
import { readTime, wallTime } from "../../functions/words/times.ts";
import { asking } from "../asking.ts";
import { pastThrough } from "../history/past.ts";
import type { Place } from "../places.ts";
import { systemsFile } from "../systems-file.ts";
import type { World } from "../world.ts";
import { contractOfTape } from "./contract.ts";
import { type LevelsOptions, showLevels } from "./show.ts";

/** Shows the levels of a system by its history: of this month, where nothing else is asked. */
export async function showLevelsOfSystem(
  systemId: string,
  options: LevelsOptions & Place,
  world: World,
): Promise<void> {
  await asking(options, world, async (asked) => {
    const { systems, connection, now } = asked;
    await systems.asked([systemId]);
    const roster = await systems.roster(systemId);
    // A system that has left the file is judged by the terms for all.
    const entry = systems.entry(systemId) ?? { systemId, kind: "gbfs", url: "https://left.invalid" };
    const contract = await contractOfTape(options.rules ?? systemsFile(connection, world), entry);
    const timeZone = contract.timeZone ?? timeZoneOf(roster, undefined);
    const gapMs = knownForMs(contract.ruleBook.guards);
    const looks = ({ since }: Period) =>
      pastThrough(systemId, { since, until: now + 1 }, gapMs, asked, options, world);
    const otherwise = (zone: string) => ({ since: startOfMonth(now, zone), until: now });
    const about = { systemId, contract, timeZone, from: null, now, otherwise, looks };
    const isKnown = roster.roster.stations.length > 0;
    await showLevels(
      { ...about, roster: isKnown ? roster : null, onceRead: () => undefined },
      options,
      world.terminal,
    );
  });
}

function startOfMonth(now: number, timeZone: string): number {
  return readTime(`${wallTime(now, timeZone, true).slice(0, 7)}-01`)?.(now, timeZone) ?? now;
}
