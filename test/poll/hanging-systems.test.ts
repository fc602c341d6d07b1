import { expect, test } from "vitest";
import { HostGate } from "../../functions/feeds/host-gate.ts";
import { NoAnswer } from "../../functions/http/failure.ts";
import { failure, HILL, MemoryPollWorld, status } from "./memory-world.ts";

const SYSTEMS = Array.from({ length: 100 }, (_, index) => ({ ...HILL, systemId: `${index}` }));

/** A world where these systems of the host hang, and the others answer unless the host is being left alone. */
function withHanging(hanging: readonly string[]): MemoryPollWorld {
  const world = new MemoryPollWorld();
  const gate = new HostGate(world);
  world.feeds.fetchStatus = async ({ systemId }) => {
    try {
      await gate.visit("feeds.example", async () => {
        world.minute += hanging.includes(systemId) ? 11 / 60 : 0.05 / 60;
        if (hanging.includes(systemId)) throw new NoAnswer("no whole answer within 11000 ms");
        return { httpStatus: 200, retryAfterMs: null };
      });
      return status();
    } catch {
      return failure(null);
    }
  };
  return world;
}

test.each([
  [["0", "1"], 98],
  [["40", "41"], 58],
  [["97", "99"], 0],
])("the systems %j of a host hang: its others fail in the first run at most", async (hanging, lost) => {
  const world = withHanging(hanging);
  const failedOthers: number[] = [];
  for (const minute of [0, 1, 2, 3, 4, 5, 6, 7, 8]) {
    const { sent } = await world.pollAt(minute, ...SYSTEMS);
    const failed = sent.filter(({ type, systemId }) => type === "failed" && !hanging.includes(systemId));
    failedOthers.push(failed.length);
  }
  expect(failedOthers).toEqual([lost, 0, 0, 0, 0, 0, 0, 0, 0]);
});
