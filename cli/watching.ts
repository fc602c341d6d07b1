import { setTimeout as sleep } from "node:timers/promises";
import { BAD_INPUT, UserError } from "./user-error.ts";
import type { Terminal, World } from "./world.ts";

/** What a list needs to know to be shown again and again. */
interface Watched {
  /** Seconds from one showing to the next; absent shows it once. */
  readonly watch?: number | undefined;
  readonly format: string;
}

const CLEAR = "\u001b[H\u001b[2J";

/**
 * Shows once, or again and again until Ctrl-C. On a terminal each showing takes the place of the one before, and is
 * written when it is whole, so that nothing flickers; elsewhere an empty line parts them.
 */
export async function watching(
  { watch, format }: Watched,
  world: World,
  show: (world: World) => Promise<void>,
): Promise<void> {
  if (watch === undefined) return await show(world);
  if (format !== "table") throw new UserError("--watch shows tables: expected no other --format", BAD_INPUT);
  const signal = world.interruption();
  const { terminal } = world;
  const isScreen = terminal.columns !== null;
  for (let isFirst = true; !signal.aborted; isFirst = false) {
    const written: (() => void)[] = [];
    const later: Terminal = {
      ...terminal,
      write: (text) => void written.push(() => terminal.write(text)),
      say: (line) => void written.push(() => terminal.say(line)),
    };
    await show({ ...world, terminal: later });
    if (signal.aborted) return;
    if (isScreen) terminal.write(CLEAR);
    else if (!isFirst) terminal.write("\n");
    for (const write of written) write();
    await sleep(watch * 1_000, undefined, { signal }).catch(() => undefined);
  }
}
