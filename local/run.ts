import { once } from "node:events";
import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { keyVariables, type SystemsConfiguration } from "../functions/systems/configuration.ts";
import { receiverVariables } from "../functions/systems/receiver-settings.ts";
import { readRules, withRules } from "../functions/systems/rules-file.ts";
import { rulesOfRecording, rulesSentence } from "../functions/systems/rules-of-a-recording.ts";
import { changesQueues } from "./changes.ts";
import { useDataFolder } from "./data-folder.ts";
import { exportAlerts } from "./export/export-alerts.ts";
import { requireSameSource } from "./kept-systems.ts";
import { onlyNews } from "./only-news.ts";
import { OptionError, type StartOptions } from "./options.ts";
import { type Pipeline, startPipeline } from "./pipeline.ts";
import { createLivePoll } from "./poll-live.ts";
import { pollOnTape } from "./poll-on-tape.ts";
import { prepareResume } from "./resume.ts";
import { announceRunning, type Running, withdrawRunning } from "./running.ts";
import { openSource } from "./sources/open-source.ts";
import { hasOwnTime, type Source } from "./sources/source.ts";
import { temporaryFile } from "./temporary-file.ts";
import { createTerminal, type Terminal } from "./terminal.ts";
import { createTicks } from "./ticks.ts";
import { endWhenUncaught } from "./uncaught.ts";
import { untilStopped } from "./until-stopped.ts";

/** Runs the pipeline until it is stopped, its tape ends or a part fails. Returns the exit code. */
export async function run(options: StartOptions, asked: AbortSignal): Promise<number> {
  const broken = new AbortController();
  const terminal = createTerminal(options);
  const onDeath = (sentence: string) => {
    terminal.warn(sentence);
    broken.abort();
  };
  endWhenUncaught(onDeath);
  const directory = options.directory === null ? null : useDataFolder(options.directory);
  requireExportFolder(options);
  const source = await openSource(options.source);
  try {
    const rules = source.onTape ? rulesOfRecording(options.rules, process.cwd()) : options.rules;
    const configuration = configured(source, rules);
    if (source.onTape) terminal.talk(rulesSentence(rules));
    const systemsFile = temporaryFile("systems.json", JSON.stringify(configuration));
    const pipeline = await startPipeline({
      systemsFile,
      directory,
      port: options.port,
      ownTime: hasOwnTime(source),
      keys: keyVariables(configuration.systems, process.env),
      addresses: receiverVariables(configuration.receivers ?? [], process.env),
      changesQueues: changesQueues(configuration.receivers ?? []),
      onChange: onlyNews(directory, terminal.tell),
      onFailure: terminal.warn,
      onDeath,
    });
    await watch(options, { source, configuration, systemsFile, pipeline, terminal }, [asked, broken.signal]);
  } catch (error) {
    // What fails after a part has failed says nothing new.
    if (!broken.signal.aborted) throw error;
  } finally {
    await source.close();
  }
  return broken.signal.aborted ? 1 : 0;
}

interface Parts {
  readonly source: Source;
  readonly configuration: SystemsConfiguration;
  readonly systemsFile: string;
  readonly pipeline: Pipeline;
  readonly terminal: Terminal;
}

/** Polls and tells until one of the signals aborts or the tape ends; closes the pipeline. */
async function watch(options: StartOptions, parts: Parts, endings: AbortSignal[]): Promise<void> {
  const { source, configuration, systemsFile, pipeline, terminal } = parts;
  const stop = AbortSignal.any(endings);
  let before: Running | null = null;
  try {
    if (stop.aborted) return;
    await requireSameSource(options, source, pipeline);
    await prepareResume(pipeline, source);
    before = announceRunning({
      pid: process.pid,
      endpoint: pipeline.endpoint,
      systemsFile,
      startedAt: new Date().toISOString(),
      onTape: source.onTape,
      clock: source.clock,
    });
    terminal.start(source, configuration, pipeline);
    if (before !== null) {
      terminal.warn(
        `Another pipeline runs in this folder, at ${before.endpoint}. Until this one ends, stationwatch asks this one.`,
      );
    }
    await pollUntil(stop, parts);
    if (!stop.aborted) await finish(options, configuration, pipeline, stop, terminal);
  } finally {
    terminal.stop();
    withdrawRunning(process.pid, before);
    await pipeline.close();
  }
}

/** Checks the export's folder before the tape is played, not after hours of it. */
function requireExportFolder({ source }: StartOptions): void {
  if (source.type !== "tape" || source.exportFile === null) return;
  const folder = statSync(dirname(resolve(source.exportFile)), { throwIfNoEntry: false });
  const isFolder = statSync(source.exportFile, { throwIfNoEntry: false })?.isDirectory() === true;
  if (folder?.isDirectory() !== true || isFolder)
    throw new OptionError(`--export is "${source.exportFile}", expected a file in an existing folder`);
}

function configured(source: Source, rules: string | null): SystemsConfiguration {
  if (rules === null) return source.configuration;
  return withRules(source.configuration.systems, readRules(rules));
}

async function pollUntil(
  stop: AbortSignal,
  { source, configuration, pipeline, terminal }: Parts,
): Promise<void> {
  const pollLive = createLivePoll(pipeline, terminal, stop);
  const digests = (configuration.receivers ?? []).filter(({ changes }) => changes !== true);
  const tellUntil = createTicks(pipeline, digests, source, terminal);
  const pollTape = async (at: number) => {
    await tellUntil(at);
    await pollOnTape(pipeline, at);
    terminal.polled(1);
  };
  try {
    for (let at = await source.nextPoll(stop); at !== null; at = await source.nextPoll(stop)) {
      await untilStopped(source.onTape ? pollTape(at) : pollLive(at), stop);
      if (stop.aborted) return;
      // Receivers that keep others waiting must not keep the polls waiting too.
      if (!source.onTape) void tellUntil(at);
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

async function finish(
  options: StartOptions,
  configuration: SystemsConfiguration,
  pipeline: Pipeline,
  stop: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  await untilStopped(pipeline.idle().then(pipeline.passedOn), stop);
  if (stop.aborted) return;
  if (options.source.type === "tape" && options.source.exportFile !== null) {
    const systemIds = configuration.systems.map(({ systemId }) => systemId);
    await exportAlerts(pipeline.tables, systemIds, options.source.exportFile);
  }
  if (options.source.type !== "tape" || options.source.untilEnd) return;
  terminal.talk("The recording has been played. Ctrl-C ends.");
  if (!stop.aborted) await once(stop, "abort");
}
