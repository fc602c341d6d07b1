import { expect, test } from "vitest";
import type { PollMemory } from "../../functions/poll/ports.ts";
import { createFeedTroubles } from "../../local/feed-troubles.ts";

function memory(lastOutcome: PollMemory["lastOutcome"], lastReason: string | null = null): PollMemory {
  return { systemId: "lisbon", lastOutcome, lastReason, retiredAt: null } as PollMemory;
}

test("a feed that fails is told once for each reason, and that it is back once", () => {
  const troublesOf = createFeedTroubles();
  expect(troublesOf([memory("snapshot")])).toEqual([]);
  expect(troublesOf([memory("failed", "it answered 503")])).toEqual([
    "lisbon: the poll failed: it answered 503",
  ]);
  expect(troublesOf([memory("failed", "it answered 503")])).toEqual([]);
  expect(troublesOf([memory("failed", "it timed out")])).toEqual(["lisbon: the poll failed: it timed out"]);
  expect(troublesOf([memory("unchanged")])).toEqual(["lisbon: the feed can be read again"]);
  expect(troublesOf([memory("snapshot")])).toEqual([]);
});
