import { relative, resolve } from "node:path";
import { createFetcher } from "../../functions/feeds/fetcher.ts";
import { optionalEnvironment } from "../../functions/runtime/environment.ts";
import type { SystemEntry, SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { nearest } from "../../functions/systems/nearest.ts";
import { counted } from "../../functions/words/amounts.ts";
import { OptionError } from "../../local/options.ts";
import { findEndpoints } from "../endpoints.ts";
import { progressBar } from "../formats/progress-bar.ts";
import { askingOf, keysOf } from "../inspection/asking.ts";
import { eachByHost } from "../inspection/by-host.ts";
import { collect } from "../inspection/collect.ts";
import { inspect } from "../inspection/inspect.ts";
import { printReports } from "../inspection/print.ts";
import type { Report } from "../inspection/report.ts";
import type { Format } from "../options.ts";
import { systemsFile } from "../systems-file.ts";
import { BAD_INPUT, FAILED, UserError } from "../user-error.ts";
import type { World } from "../world.ts";

export interface SystemsCheckOptions {
  readonly systems?: string;
  readonly feed?: string;
  readonly format: Format;
}

export async function checkFeeds(
  systemIds: readonly string[],
  options: SystemsCheckOptions,
  world: World,
): Promise<void> {
  const { configuration, loopbackHttp } = await configured(options, world);
  const systems = chosen(configuration.systems, systemIds);
  const reports = await reportsOf(systems, configuration.contact ?? null, loopbackHttp, world);
  printReports(reports, options.format, world.terminal);
  const unusable = reports.filter(({ verdict }) => verdict === "unusable").length;
  if (unusable > 0) throw new UserError(unusableWords(unusable, reports.length), FAILED);
}

function unusableWords(unusable: number, total: number): string {
  if (total === 1) return "the feed is unusable";
  return `${unusable} of ${total} feeds ${unusable === 1 ? "is" : "are"} unusable`;
}

interface Configured {
  readonly configuration: SystemsConfiguration;
  /** Whether feeds may be plain HTTP on this machine. */
  readonly loopbackHttp: boolean;
}

async function configured({ systems, feed }: SystemsCheckOptions, world: World): Promise<Configured> {
  if (feed !== undefined) {
    if (systems !== undefined) throw new UserError("--feed and --systems exclude each other", BAD_INPUT);
    return { configuration: await feedAlone(feed), loopbackHttp: true };
  }
  const { running } = systems === undefined ? findEndpoints(undefined, world) : { running: null };
  const file = systems === undefined ? systemsFile({ running }, world) : resolve(world.folder, systems);
  if (file === null) {
    const sentence = "there is no systems.json here";
    throw new UserError(`${sentence}: --systems names one, --feed a single feed`, BAD_INPUT);
  }
  if (running?.onTape === true && file === running.systemsFile) {
    const sentence = "a recording is played here, whose times are not of today";
    throw new UserError(`${sentence}: --systems names another file`, FAILED);
  }
  const { readSystems } = await import("../../functions/systems/schema.ts");
  const configuration = readSystems(file);
  const isRunning = file === running?.systemsFile;
  const near = relative(world.folder, file);
  const where = isRunning ? "the pipeline that runs here" : near.startsWith("..") ? file : near;
  world.terminal.say(`${counted(configuration.systems.length, "system")} of ${where}`);
  const isAllowed = optionalEnvironment("loopbackFeeds", world.environment) === "allow";
  return { configuration, loopbackHttp: isRunning || isAllowed };
}

async function feedAlone(url: string): Promise<SystemsConfiguration> {
  const { feedSource } = await import("../../local/sources/live-source.ts");
  try {
    return feedSource(url).configuration;
  } catch (cause) {
    if (cause instanceof OptionError) throw new UserError(cause.message, BAD_INPUT, { cause });
    throw cause;
  }
}

function chosen(systems: readonly SystemEntry[], asked: readonly string[]): readonly SystemEntry[] {
  if (asked.length === 0) return systems;
  const ids = systems.map(({ systemId }) => systemId);
  for (const systemId of asked) {
    if (ids.includes(systemId)) continue;
    const near = nearest(systemId, ids);
    const advice = near === null ? `it lists ${ids.join(", ") || "none"}` : `did you mean ${near}?`;
    throw new UserError(`no system "${systemId}" is in systems.json: ${advice}`, BAD_INPUT);
  }
  return systems.filter(({ systemId }) => asked.includes(systemId));
}

async function reportsOf(
  systems: readonly SystemEntry[],
  contact: string | null,
  loopbackHttp: boolean,
  world: World,
): Promise<Report[]> {
  const fetcher = createFetcher({ contact, loopbackHttp });
  const keyOf = keysOf(world);
  const bar = await progressBar(systems.length, "feeds", world.terminal);
  try {
    return await eachByHost(systems, async (system) => {
      const ask = await askingOf(system, fetcher, keyOf);
      const report = inspect(system, await collect(system, ask, world.now));
      bar.advance();
      return report;
    });
  } finally {
    bar.stop();
    fetcher.close();
  }
}
