import { expect, test } from "vitest";
import { openTape } from "../../local/tape/read.ts";
import { inFolder, startOfTape } from "./played-tape.ts";
import { historyOfTape } from "./tape-history.ts";

const RESPONSES = 300;

test.each(["lyon-jcdecaux-v3", "baywheels-gbfs-1", "oslo-gbfs-2"])(
  "what was counted in %s is read back from its history, station by station, at every poll",
  async (name) => {
    await inFolder(async (folder) => {
      const tape = await startOfTape(name, RESPONSES, folder);
      const { polled, kept } = await historyOfTape(await openTape(tape.folder));
      expect(polled.length).toBeGreaterThan(10_000);
      expect(kept.join("\n") === polled.join("\n")).toBe(true);
    });
  },
);
