import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { windowLines } from "../../cli/replay/csv.ts";
import { replayTape } from "../../cli/replay/replay.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { eventLines } from "../../functions/words/event-lines.ts";
import { openTape } from "../../local/tape/read.ts";

const TAPES = join(import.meta.dirname, "../../../shared/tapes");
const NAMES = ["lyon-jcdecaux-v3", "baywheels-gbfs-1", "oslo-gbfs-2"].filter((name) =>
  existsSync(join(TAPES, name)),
);

function computed(name: string, file: string): string {
  return gunzipSync(readFileSync(join(TAPES, name, file))).toString("utf8");
}

test("recorded tapes are replayed exactly as they were computed a second way", async () => {
  if (NAMES.length === 0) {
    process.stderr.write("left out: no recorded tapes beside the project, so none was replayed\n");
  }
  for (const name of NAMES) {
    const replayed = await replayTape(await openTape(join(TAPES, name)), PLAIN_RULES);
    // Compared as one text: Vitest would take minutes to draw a difference of ten thousand lines.
    const events =
      `${eventLines(replayed.systemId, replayed.events).join("\n")}\n` ===
      computed(name, "plain-events.csv.gz");
    const windows = `${windowLines(replayed).join("\n")}\n` === computed(name, "plain-windows.csv.gz");
    expect({ name, events, windows }).toEqual({ name, events: true, windows: true });
  }
}, 60_000);
