import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { FORMAT, packState } from "../../../functions/store/packed-state.ts";
import { described } from "./described.ts";
import { goldenStates } from "./histories.ts";

// Writes the golden bytes of the current format: once, in the change that introduces the format. Never rewrite a
// released file, or nothing would prove that its states can still be read.
const goldens = Object.entries(goldenStates()).map(([what, state]) => {
  const { stationIds, markAt, snapshotAt } = state;
  const columns = Buffer.from(packState(state)).toString("base64");
  return [what, { stationIds, markAt, snapshotAt, columns, means: described(state) }];
});
const file = join(import.meta.dirname, `format-${FORMAT}.json`);
writeFileSync(file, `${JSON.stringify(Object.fromEntries(goldens), null, 1)}\n`, { flag: "wx" });
