import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SystemState } from "../../../functions/core/state.ts";
import { packLook } from "../../../functions/store/packed-look.ts";
import { FORMAT, packState } from "../../../functions/store/packed-state.ts";
import { described } from "./described.ts";
import { closureStates, goldenStates } from "./histories.ts";
import { goldenLooks, meaningOf, SEQUENCE_NUMBER } from "./looks.ts";

// Writes the golden bytes of the current format and of parts that came later: once, in the change that introduces them.
// Never rewrite a released file, or nothing would prove that its states can still be read.
write(`format-${FORMAT}.json`, statesAsGolden(goldenStates()));
write(`format-${FORMAT}-closure.json`, statesAsGolden(closureStates()));
write("look-1.json", looksAsGolden());

function statesAsGolden(states: Record<string, SystemState>) {
  return Object.entries(states).map(([what, state]) => {
    const { stationIds, markAt, snapshotAt } = state;
    const columns = Buffer.from(packState(state)).toString("base64");
    return [what, { stationIds, markAt, snapshotAt, columns, means: described(state) }] as const;
  });
}

function looksAsGolden() {
  return Object.entries(goldenLooks()).map(([what, own]) => {
    const looks = own.map((look) => ({
      at: look.past.at,
      stations: look.past.believed?.stationIds.length ?? 0,
      bytes: Buffer.from(packLook(look, SEQUENCE_NUMBER)).toString("base64"),
    }));
    return [what, { looks, means: meaningOf(looks) }] as const;
  });
}

function write(name: string, goldens: readonly (readonly [string, object])[]): void {
  try {
    const text = `${JSON.stringify(Object.fromEntries(goldens), null, 1)}\n`;
    writeFileSync(join(import.meta.dirname, name), text, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    process.stderr.write(`${name} is there: a released file is not written again\n`);
  }
}
