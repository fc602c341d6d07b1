import type { RuleName } from "../../functions/core/rules.ts";
import { SILENCED_STATIONS_MAX, type SilenceMatch } from "../../functions/core/silences.ts";
import { requireStations } from "../alerts/list.ts";
import { type Asked, asking } from "../asking.ts";
import type { Style } from "../options.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { addSilence, type SilenceOptions } from "./add.ts";
import { listed } from "./list.ts";
import { printSilences } from "./print.ts";

interface Options extends SilenceOptions, Style {
  readonly system?: string | undefined;
  readonly station?: readonly string[] | undefined;
  readonly rule?: RuleName | undefined;
}

/** Adds the silence that the options describe, and prints it with what it holds back. */
export async function addOne(options: Options, world: World): Promise<void> {
  await asking(options, world, async (asked) => {
    const silence = await addSilence(await matchOf(options, asked), options, asked, world);
    await printSilences(await listed([silence], asked, world), options, asked, world);
  });
}

/** Throws a UserError for a silence of everything, and for stations and systems that are not known. */
async function matchOf({ system, station, rule }: Options, { systems }: Asked): Promise<SilenceMatch> {
  if (system === undefined && rule === undefined) {
    const expected = "expected --system, with --station or not, or --rule";
    throw new UserError(`the silence would hold back everything: ${expected}`, BAD_INPUT);
  }
  if (station !== undefined && system === undefined) {
    throw new UserError(
      "two systems may have a station of the same id: expected --system beside --station",
      BAD_INPUT,
    );
  }
  const stationIds = station === undefined ? undefined : [...new Set(station)];
  if (stationIds !== undefined && stationIds.length > SILENCED_STATIONS_MAX) {
    const expected = `expected at most ${SILENCED_STATIONS_MAX}`;
    throw new UserError(`the silence names ${stationIds.length} stations: ${expected}`, BAD_INPUT);
  }
  if (system !== undefined) {
    const memories = await systems.asked([system]);
    if (stationIds !== undefined) await requireStations(stationIds, memories, systems);
  }
  return {
    ...(system === undefined ? {} : { systemId: system }),
    ...(stationIds === undefined ? {} : { stationIds }),
    ...(rule === undefined ? {} : { rule }),
  };
}
