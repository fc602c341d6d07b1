import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { windowLines } from "../../cli/replay/csv.ts";
import { pollTape } from "../../cli/replay/polls.ts";
import { play, Replay } from "../../cli/replay/replay.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { eventLines } from "../../functions/words/event-lines.ts";
import { openTape } from "../../local/tape/read.ts";
import { withRecordings } from "../with-recordings.ts";

withRecordings("tapes", (tapes) => {
  test.each(["lyon-jcdecaux-v3", "baywheels-gbfs-1", "oslo-gbfs-2"])(
    "the recorded tape %s is replayed exactly as it was computed a second way",
    async (name) => {
      const computed = (file: string) => gunzipSync(readFileSync(join(tapes, name, file))).toString("utf8");
      const tape = await openTape(join(tapes, name));
      const replay = new Replay(tape.head.system.systemId, PLAIN_RULES);
      await play({ messages: () => pollTape(tape) }, [replay]);
      const replayed = replay.replayed();
      // Compared as one text: Vitest would take minutes to draw a difference of ten thousand lines.
      const events = `${eventLines(replayed.systemId, replayed.events).join("\n")}\n`;
      const windows = `${windowLines(replayed).join("\n")}\n`;
      expect(events === computed("plain-events.csv.gz")).toBe(true);
      expect(windows === computed("plain-windows.csv.gz")).toBe(true);
    },
  );
});
