import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { guarded } from "../core/builders.ts";
import { grownBy } from "../detect/changing-ids.ts";
import { type Result, result } from "./results.ts";

const STATIONS = 1_500;
/** A week at a poll a minute. */
const POLLS = 10_000;
const RULES = { guarded: guarded(), plain: PLAIN_RULES };

/** Measures what a system's state grows to while its feed goes on bringing new station ids. */
export async function benchIds(): Promise<Result[]> {
  const results: Result[] = [];
  for (const [rules, ruleBook] of Object.entries(RULES)) {
    // A state grows with the times that it remembers, so it is compared with that of a feed whose ids stay.
    const still = await grownBy({ stations: STATIONS, fresh: 0, polls: POLLS, ruleBook });
    for (const fresh of [10, STATIONS]) {
      process.stderr.write(`${POLLS} polls with ${fresh} new ids each, ${rules}\n`);
      const grown = await grownBy({ stations: STATIONS, fresh, polls: POLLS, ruleBook });
      const name = `${fresh} new ids of ${STATIONS} a poll, ${rules}:`;
      results.push(
        result(`${name} polls set aside or retried`, grown.jammed, "polls", 0),
        result(`${name} not believed once the ids stay`, grown.recovers ? 0 : 1, "systems", 0),
        result(
          `${name} largest state`,
          grown.stateBytes / still.stateBytes,
          "times that of ids that stay",
          2,
        ),
        result(`${name} largest list of ids`, grown.listBytes / still.listBytes, "times that of one poll", 2),
      );
    }
  }
  return results;
}
