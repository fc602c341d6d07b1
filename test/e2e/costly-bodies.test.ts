import { expect, test } from "vitest";
import { costlyBodies, pollAtOnce } from "../hostile/memory-run.ts";

// The long tests do this on all lanes and in all sizes.
test("bodies that cost far more than their size, all at once, fit into the poller's memory", async () => {
  const bodies = costlyBodies([8]).filter(({ isPacked }) => isPacked);
  const { wrong, failures, megabytes } = await pollAtOnce(bodies, 12);
  expect({ wrong, failures }).toEqual({ wrong: [], failures: [] });
  expect(megabytes).toBeLessThan(420);
});
