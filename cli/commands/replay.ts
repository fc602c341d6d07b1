import { EVENT_COLUMNS, eventLines } from "../../functions/words/event-lines.ts";
import { knownTimeZone } from "../../functions/words/times.ts";
import { openTape } from "../../local/tape/read.ts";
import { progressBar } from "../formats/progress-bar.ts";
import type { Format } from "../options.ts";
import { type Replayed, replayTape } from "../replay/replay.ts";
import { findRules } from "../replay/rules.ts";
import { WINDOW_COLUMNS, windowLines } from "../replay/window-lines.ts";
import type { World } from "../world.ts";

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
  const bar = await progressBar(tape.head.responses, "responses", terminal);
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
