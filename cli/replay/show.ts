import { durationMs } from "../../functions/systems/duration.ts";
import { formatFor } from "../options.ts";
import type { World } from "../world.ts";
import type { Sides } from "./comparison.ts";
import type { ReplayQuestion } from "./question.ts";
import type { Heard } from "./receiver.ts";
import type { Replayed } from "./replay.ts";

const LONGER_THAN = "30m";

/**
 * Prints what came of it, beside what came of it under other rules where these were asked for; and what a receiver would
 * have been sent, where one was.
 */
export async function show(
  { a, b }: Sides<Replayed | null> & { readonly a: Replayed },
  heard: Heard | null,
  names: Sides<string>,
  { format: asked, longerThan = LONGER_THAN, totals = false, windows = false }: ReplayQuestion,
  timeZone: string,
  world: World,
): Promise<void> {
  const { terminal } = world;
  const format = formatFor(asked, terminal);
  if (b !== null) {
    const { printCompared } = await import("./comparison-print.ts");
    const comparing = { longerThan, longerThanMs: durationMs(longerThan), totals, names, timeZone };
    printCompared({ a, b }, heard, comparing, format, terminal);
  } else if (heard !== null) {
    const { printHeard } = await import("./told-print.ts");
    printHeard(heard, format, world);
  } else if (format === "csv") {
    const { replayedCsv } = await import("./csv.ts");
    terminal.write(replayedCsv(a, windows));
  } else {
    // Loaded here, because CSV needs neither tables nor their library.
    const { printReplayed } = await import("./print.ts");
    printReplayed(a, format, windows, timeZone, world);
  }
}
