import type { Seeds } from "../faults/campaign.ts";
import { runSeeds } from "./campaign.ts";

// A process of its own: takes its seeds as JSON in the first argument and writes its results as lines of JSON.

const TELL_EVERY = 1_000;

const seeds = JSON.parse(process.argv[2] ?? "{}") as Seeds;
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const sum = runSeeds(seeds, ({ histories }) => {
  if (histories % TELL_EVERY === 0) tell({ histories });
});
tell({ sum });
