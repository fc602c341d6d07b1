import { expect, test } from "vitest";
import { costlyBodies, pollAtOnce } from "../hostile/memory-run.ts";

const LANES = 64;
const MEGABYTES_MAX = 420;

test("the worst bodies on all lanes at once fit into the poller's memory, and each is one poll", async () => {
  const { wrong, failures, megabytes } = await pollAtOnce(costlyBodies([2, 8, 15.9]), LANES);
  expect({ wrong, failures }).toEqual({ wrong: [], failures: [] });
  expect(megabytes).toBeLessThan(MEGABYTES_MAX);
});

test("so do bodies that are looked at by nobody, being small", async () => {
  const { wrong, megabytes } = await pollAtOnce(costlyBodies([0.95]), LANES);
  expect(wrong).toEqual([]);
  expect(megabytes).toBeLessThan(MEGABYTES_MAX);
});

test("so do the longest texts that take two bytes a character", async () => {
  const texts = costlyBodies([15.9]).filter(({ name }) => name === "one text beyond Latin");
  // Few are in memory at once, so a few lanes show it.
  const { wrong, megabytes } = await pollAtOnce(texts, 12);
  expect(wrong).toEqual([]);
  expect(megabytes).toBeLessThan(MEGABYTES_MAX);
});
