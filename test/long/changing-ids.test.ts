import { expect, test } from "vitest";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { guarded } from "../core/builders.ts";
import { grownBy } from "../detect/changing-ids.ts";

// `npm run bench -- ids` takes 10,000 polls.
const POLLS = 500;
const STATIONS = 1_500;

test.each([
  ["a few ids at each poll", 10, guarded()],
  ["a few ids at each poll, by the plain rules", 10, PLAIN_RULES],
  ["all ids at each poll", STATIONS, guarded()],
  ["all ids at each poll, by the plain rules", STATIONS, PLAIN_RULES],
])("a feed that changes %s never jams its system, which stays small", async (_what, fresh, ruleBook) => {
  const still = await grownBy({ stations: STATIONS, fresh: 0, polls: POLLS, ruleBook });
  const grown = await grownBy({ stations: STATIONS, fresh, polls: POLLS, ruleBook });
  expect(grown).toMatchObject({ jammed: 0, recovers: true });
  expect(grown.stateBytes / still.stateBytes).toBeLessThanOrEqual(2);
  expect(grown.listBytes / still.listBytes).toBeLessThanOrEqual(2);
});
