import { describe, expect, test } from "vitest";
import { believedMemory } from "../../functions/poll/ahead.ts";
import { sourceOf } from "../../functions/poll/feed-source.ts";
import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import { PollMemoryStore } from "../../functions/store/poll-memory-store.ts";
import { at, MINUTE_MS, T0 } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";
import { HILL, MemoryPollWorld } from "./memory-world.ts";

const DAY_MINUTES = 24 * 60;
const KNOWN = { ...NO_MEMORY, systemId: "hill", source: "s", lastPolledAt: at(-1), nextDueAt: at(0) };

describe("the memory of a poll by a clock that was ahead", () => {
  test.each([
    ["lastPolledAt", 0],
    ["knownAt", 0],
    ["rosterSentAt", 0],
    ["rosterAskedAt", 0],
    ["retiredAt", 0],
    ["failingSince", 0],
    ["leaseUntil", 55_000 / MINUTE_MS],
    ["nextDueAt", 60],
    ["patientUntil", 60],
    ["urlsGoodUntil", DAY_MINUTES],
  ] as const)("is told by its %s more than five minutes and %f ahead, and not believed", (name, minutes) => {
    const latest = at(minutes + 5);
    const within = { ...KNOWN, [name]: latest };
    expect(believedMemory(within, T0)).toEqual({ memory: within, disbelief: null });
    const beyond = new Date(latest + 1).toISOString();
    expect(believedMemory({ ...KNOWN, [name]: latest + 1 }, T0)).toEqual({
      memory: { ...NO_MEMORY, systemId: "hill" },
      disbelief: `hill: ${name} of its last poll is ${beyond}, a clock was ahead; it is polled as if never before`,
    });
  });

  test("keeps no run from polling the system, and is told", async () => {
    const world = new MemoryPollWorld();
    const nextDueAt = new Date(at(DAY_MINUTES)).toISOString();
    world.tables.write("polls", { systemId: "hill", source: sourceOf(HILL), nextDueAt });
    const told = `hill: nextDueAt of its last poll is ${nextDueAt}, a clock was ahead; it is polled as if never before`;
    expect(await world.pollAt(0, HILL)).toMatchObject({ due: 1, unheeded: [told], failures: [] });
  });

  test("is believed where clocks only differ, and where it plans", () => {
    for (const more of [{ lastPolledAt: at(4) }, { nextDueAt: at(60), urlsGoodUntil: at(DAY_MINUTES) }]) {
      const memory = { ...KNOWN, ...more };
      expect(believedMemory(memory, T0)).toEqual({ memory, disbelief: null });
    }
  });

  const day = new Date(at(DAY_MINUTES)).toISOString();
  test.each([
    ["due", { nextDueAt: day }],
    ["leased", { leaseUntil: day, leaseToken: "x" }],
    ["polled", { lastPolledAt: day, nextDueAt: new Date(at(30)).toISOString() }],
    ["due at no time", { nextDueAt: "soon" }],
  ])("keeps nobody from polling a system that is %s a day ahead", async (_what, attributes) => {
    const tables = new MemoryTables();
    tables.write("polls", { systemId: "hill", ...attributes });
    const store = new PollMemoryStore(clientOf(tables), "polls");
    expect(await store.take("hill", T0, 55_000)).not.toBeNull();
  });

  test("and an honest lease or due time is kept", async () => {
    for (const attributes of [
      { nextDueAt: new Date(at(59)).toISOString() },
      { leaseUntil: new Date(at(0.9)).toISOString() },
    ]) {
      const tables = new MemoryTables();
      tables.write("polls", { systemId: "hill", ...attributes });
      expect(await new PollMemoryStore(clientOf(tables), "polls").take("hill", T0, 55_000)).toBeNull();
    }
  });
});
