import { expect, test } from "vitest";
import type { PollMemory } from "../../functions/poll/ports.ts";
import { createFeedFailures } from "../../local/feed-failures.ts";

function memory(lastOutcome: PollMemory["lastOutcome"], lastReason: string | null = null): PollMemory {
  return { systemId: "lisbon", lastOutcome, lastReason, retiredAt: null } as PollMemory;
}

test("a feed that fails is told once for each reason, and that it is back once", () => {
  const failuresOf = createFeedFailures();
  expect(failuresOf([memory("snapshot")])).toEqual([]);
  expect(failuresOf([memory("failed", "it answered 503")])).toEqual([
    "lisbon: the poll failed: it answered 503",
  ]);
  expect(failuresOf([memory("failed", "it answered 503")])).toEqual([]);
  expect(failuresOf([memory("failed", "it timed out")])).toEqual(["lisbon: the poll failed: it timed out"]);
  expect(failuresOf([memory("unchanged")])).toEqual(["lisbon: the feed can be read again"]);
  expect(failuresOf([memory("snapshot")])).toEqual([]);
});
