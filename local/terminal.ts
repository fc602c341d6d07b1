import { SingleBar } from "cli-progress";
import pc from "picocolors";
import type { AlertsChanged } from "../functions/core/announcement.ts";
import type { SystemsConfiguration } from "../functions/systems/configuration.ts";
import { alertLines } from "../functions/words/alert-lines.ts";
import { counted } from "../functions/words/amounts.ts";
import { printable } from "../functions/words/text.ts";
import { wrapped } from "../functions/words/width.ts";
import type { StartOptions } from "./options.ts";
import type { Pipeline } from "./pipeline.ts";
import type { Source } from "./sources/source.ts";

/** What people type in a checkout to ask; documents say so too. */
export const COMMAND = "./stationwatch";

/** What a person at the terminal sees: alerts on stdout, everything else on stderr. */
export interface Terminal {
  start(source: Source, configuration: SystemsConfiguration, pipeline: Pipeline): void;
  tell(change: AlertsChanged): void;
  /** Sets the zone of a system's times. Null means that the feed has none: the zone of systems.json stays. */
  knowTimeZone(systemId: string, timeZone: string | null): void;
  /** Counts the polls of this many systems. */
  polled(systems: number): void;
  warn(sentence: string): void;
  talk(sentence: string): void;
  stop(): void;
}

export function createTerminal(options: StartOptions): Terminal {
  const { source } = options;
  // Thousands of lines a second help nobody: a tape that is only played to its end shows a progress bar.
  const isRushing = source.type === "tape" && source.untilEnd && source.speed === Number.POSITIVE_INFINITY;
  const bar = new SingleBar({
    format: "{bar} {value}/{total} responses · {alerts} alerts",
    clearOnComplete: true,
  });
  const timeZones = new Map<string, string>();
  let polls = 0;
  let alerts = 0;
  /** Writes a sentence for people, which may repeat what a feed has said, in lines that fit. */
  const talk = (sentence: string, paint: (text: string) => string = String) => {
    const columns = columnsOf(process.stderr);
    const line = printable(sentence);
    for (const part of columns === null ? [line] : wrapped(line, columns))
      process.stderr.write(`${paint(part)}\n`);
  };
  return {
    start(opened, configuration, { endpoint }) {
      for (const { systemId, timeZone } of configuration.systems) {
        if (timeZone !== undefined) timeZones.set(systemId, timeZone);
      }
      talk(`stationwatch watches ${opened.title}.`);
      talk("Ask from a second terminal:");
      talk(`${COMMAND} alerts list --open`);
      talk(`All services answer at ${endpoint}.`);
      talk("Ctrl-C ends.");
      if (isRushing && opened.responses !== null) bar.start(opened.responses, 0, { alerts });
    },
    tell(change) {
      alerts += change.opened.length;
      if (isRushing) return;
      const timeZoneOf = (systemId: string) => timeZones.get(systemId) ?? "UTC";
      const columns = columnsOf(process.stdout);
      const paint = { opened: String, resolved: colorsOf(process.stdout).dim };
      const lines = alertLines(change, { timeZoneOf, withDate: source.type === "tape", columns, paint });
      for (const line of lines) process.stdout.write(`${line}\n`);
    },
    knowTimeZone(systemId, timeZone) {
      if (timeZone !== null && !timeZones.has(systemId)) timeZones.set(systemId, timeZone);
    },
    polled(systems) {
      polls += systems;
      if (isRushing) bar.update(polls, { alerts });
    },
    warn(sentence) {
      talk(sentence, colorsOf(process.stderr).yellow);
    },
    talk: (sentence) => talk(sentence),
    stop() {
      bar.stop();
      if (polls > 0) talk(`${counted(polls, "poll")}, ${counted(alerts, "alert")} opened.`);
    },
  };
}

/** Returns the width of a terminal; null for a pipe, and for a terminal that does not know it. */
function columnsOf(stream: NodeJS.WriteStream): number | null {
  return stream.isTTY ? stream.columns || null : null;
}

/** A pipe gets no colours, even where CI is set, which picocolors takes for a terminal. */
function colorsOf(stream: NodeJS.WriteStream) {
  return pc.createColors(pc.isColorSupported && stream.isTTY === true);
}
