import { EVENT_COLUMNS, eventLines } from "../../local/export/event-lines.ts";
import { openTape, type Tape } from "../../local/tape/read.ts";
import type { Format } from "../options.ts";
import { type Replayed, replayTape } from "../replay/replay.ts";
import { findRules } from "../replay/rules.ts";
import { WINDOW_COLUMNS, windowLines } from "../replay/window-lines.ts";
import { knownTimeZone } from "../times.ts";
import type { Terminal, World } from "../world.ts";

export interface ReplayOptions {
  readonly rules?: string;
  readonly windows?: boolean;
  readonly format?: Format;
}

export async function replay(folder: string, options: ReplayOptions, world: World): Promise<void> {
  const { terminal } = world;
  const tape = await openTape(folder);
  const { system } = tape.head;
  const ruleBook = await findRules(options.rules, system.systemId, world.folder);
  const bar = await progressBar(tape, terminal);
  let replayed: Replayed;
  try {
    replayed = await replayTape(tape, ruleBook, bar.advance);
  } finally {
    bar.stop();
  }
  const format = options.format ?? (terminal.columns === null ? "csv" : "table");
  if (format === "csv") {
    const header = options.windows === true ? WINDOW_COLUMNS : EVENT_COLUMNS;
    const lines =
      options.windows === true ? windowLines(replayed) : eventLines(replayed.systemId, replayed.events);
    terminal.write(`${[header.join(","), ...lines].join("\n")}\n`);
    return;
  }
  // Tables and their library are not loaded for a CSV.
  const { printReplayed } = await import("../replay/print.ts");
  printReplayed(replayed, format, options.windows === true, knownTimeZone(system.timeZone), world);
}

interface Bar {
  readonly advance: () => void;
  readonly stop: () => void;
}

async function progressBar({ head }: Tape, { progress }: Terminal): Promise<Bar> {
  if (progress === null || head.responses === null) {
    return { advance: () => undefined, stop: () => undefined };
  }
  const { default: cliProgress } = await import("cli-progress");
  const bar = new cliProgress.SingleBar({
    format: "{bar} {percentage} %  {value} of {total} responses",
    stream: progress,
    clearOnComplete: true,
    hideCursor: true,
  });
  bar.start(head.responses, 0);
  return { advance: () => bar.increment(), stop: () => bar.stop() };
}
