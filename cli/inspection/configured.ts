import { relative, resolve } from "node:path";
import type { SystemEntry, SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { counted } from "../../functions/words/amounts.ts";
import { quoted } from "../../functions/words/text.ts";
import { timeOn } from "../../local/clock.ts";
import { findEndpoints } from "../endpoints.ts";
import { systemsFile } from "../systems-file.ts";
import { unknownError } from "../unknown.ts";
import { BAD_INPUT, FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

interface Configured {
  readonly configuration: SystemsConfiguration;
  /** Milliseconds since the epoch by the clock of the feeds. */
  readonly now: () => number;
  /** How many times faster than this machine's that clock runs. */
  readonly speed: number;
}

/** Reads the configuration that the options name. Throws a UserError, an OptionError or a ConfigurationError. */
export async function configured(
  systems: string | undefined,
  feed: string | undefined,
  world: World,
): Promise<Configured> {
  if (feed !== undefined) {
    if (systems !== undefined) throw new UserError("--feed and --systems exclude each other", BAD_INPUT);
    const { readFeedOption } = await import("../../local/feed-option.ts");
    return { configuration: readFeedOption(feed), now: world.now, speed: 1 };
  }
  const { running } = systems === undefined ? findEndpoints({}, world) : { running: null };
  const file = systems === undefined ? systemsFile({ running }, world) : resolve(world.folder, systems);
  if (file === null) {
    const sentence = "there is no systems.json here";
    throw new UserError(`${sentence}: --systems names one, --feed a single feed`, BAD_INPUT);
  }
  if (running?.onTape === true && file === running.systemsFile) {
    const sentence = "the pipeline here plays a recording, whose times are not of today";
    throw new UserError(`${sentence}: --systems names another file`, FAILED);
  }
  const { readSystems } = await import("../../functions/systems/schema.ts");
  const configuration = readSystems(file);
  const isRunning = file === running?.systemsFile;
  const near = relative(world.folder, file);
  const where = isRunning ? "the pipeline that runs here" : near.startsWith("..") ? file : near;
  world.terminal.say(`${counted(configuration.systems.length, "system")} of ${where}`);
  const clock = isRunning ? running?.clock : null;
  const now = clock ? () => timeOn(clock, world.now()) : world.now;
  return { configuration, now, speed: clock?.speed ?? 1 };
}

/** Returns the systems with these ids, or all when none is given. Throws a UserError for an unknown id. */
export function chosen(systems: readonly SystemEntry[], asked: readonly string[]): readonly SystemEntry[] {
  if (asked.length === 0) return systems;
  const ids = systems.map(({ systemId }) => systemId);
  for (const systemId of asked) {
    if (ids.includes(systemId)) continue;
    throw unknownError(
      `no system ${quoted(systemId)} is in systems.json`,
      systemId,
      ids.map((id) => ({ id })),
      "systems.json lists none",
    );
  }
  return systems.filter(({ systemId }) => asked.includes(systemId));
}
