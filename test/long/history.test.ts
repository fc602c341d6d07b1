import { expect, test } from "vitest";
import { openTape } from "../../local/tape/read.ts";
import { inFolder, wholeTape } from "../e2e/played-tape.ts";
import { historyOfTape } from "../e2e/tape-history.ts";

test.each(["lyon-jcdecaux-v3", "baywheels-gbfs-1", "oslo-gbfs-2"])(
  "what was counted in all of %s is read back from its history, station by station, at every poll",
  async (name) => {
    await inFolder(async (folder) => {
      const tape = await wholeTape(name, folder);
      const { polled, kept } = await historyOfTape(await openTape(tape.folder));
      expect(polled.length).toBeGreaterThan(50_000);
      expect(kept.join("\n") === polled.join("\n")).toBe(true);
    });
  },
);
