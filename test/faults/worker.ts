import { runSeeds, type Seeds } from "./campaign.ts";
import { MEETINGS, SEARCHED, searchAll } from "./exhaustive.ts";

// A process of its own: takes its seeds as JSON in the first argument and writes its results as lines of JSON.

const TELL_EVERY = 200;

const seeds = JSON.parse(process.argv[2] ?? "{}") as Seeds;
const tell = (line: object) => process.stdout.write(`${JSON.stringify(line)}\n`);
const sum = await runSeeds(seeds, ({ histories }) => {
  if (histories % TELL_EVERY === 0) tell({ histories });
});
if (seeds.searches === true && sum.failures.length === 0) {
  for (const meeting of MEETINGS) {
    const { failure } = await searchAll(meeting, 1);
    if (failure === null) continue;
    sum.failures.push({ seed: 0, oracle: SEARCHED, sentence: failure });
    break;
  }
}
tell({ sum });
