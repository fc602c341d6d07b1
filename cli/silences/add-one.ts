import type { RuleName } from "../../functions/core/rules.ts";
import { SILENCED_STATIONS_MAX, type SilenceMatch } from "../../functions/core/silences.ts";
import type { SystemEntry } from "../../functions/systems/configuration.ts";
import { quoted } from "../../functions/words/text.ts";
import { requireStations } from "../alerts/list.ts";
import { type Asked, asking } from "../asking.ts";
import type { Style } from "../options.ts";
import { unknownError } from "../unknown.ts";
import { BAD_INPUT, UserError } from "../user-error.ts";
import type { World } from "../world.ts";
import { addSilence, type SilenceOptions } from "./add.ts";
import { listed } from "./list.ts";
import { printSilences } from "./print.ts";

interface Options extends SilenceOptions, Style {
  readonly system?: string | undefined;
  readonly station?: readonly string[] | undefined;
  readonly area?: string | undefined;
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
async function matchOf(
  { system, station, area, rule }: Options,
  { systems }: Asked,
): Promise<SilenceMatch & { readonly area?: string }> {
  if (system === undefined && rule === undefined) {
    const expected = "expected --system, with --station, --area or neither, or --rule";
    throw new UserError(`the silence would hold back everything: ${expected}`, BAD_INPUT);
  }
  if (station !== undefined && system === undefined) {
    throw new UserError(
      "two systems may have a station of the same id: expected --system beside --station",
      BAD_INPUT,
    );
  }
  if (area !== undefined && system === undefined)
    throw new UserError("an area is one of a system: expected --system beside --area", BAD_INPUT);
  const memories = system === undefined ? [] : await systems.asked([system]);
  const named =
    area === undefined || system === undefined ? station : idsOfArea(area, system, systems.entry(system));
  const stationIds = named === undefined ? undefined : [...new Set(named)];
  if (stationIds !== undefined && stationIds.length > SILENCED_STATIONS_MAX) {
    const expected = `expected at most ${SILENCED_STATIONS_MAX}`;
    throw new UserError(`the silence names ${stationIds.length} stations: ${expected}`, BAD_INPUT);
  }
  // What an area lists is its own business: a station of it may come and go.
  if (station !== undefined) await requireStations([...new Set(station)], memories, systems);
  return {
    ...(system === undefined ? {} : { systemId: system }),
    ...(stationIds === undefined ? {} : { stationIds }),
    ...(area === undefined ? {} : { area }),
    ...(rule === undefined ? {} : { rule }),
  };
}

/** Returns the ids that the area has now; throws a UserError for an area that systems.json does not have. */
function idsOfArea(area: string, systemId: string, entry: SystemEntry | undefined): readonly string[] {
  const areas = new Map(Object.entries(entry?.areas ?? {}));
  const ids = areas.get(area);
  if (ids !== undefined) return ids;
  const known = [...areas.keys()].map((id) => ({ id }));
  throw unknownError(
    `no area ${quoted(area)} of ${systemId} is known`,
    area,
    known,
    "the systems.json here lists none of that system",
  );
}
