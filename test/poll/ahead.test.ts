import { describe, expect, test } from "vitest";
import { believedMemory } from "../../functions/poll/ahead.ts";
import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import { PollMemoryStore } from "../../functions/store/poll-memory-store.ts";
import { at, T0 } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";

const DAY_MINUTES = 24 * 60;
const KNOWN = { ...NO_MEMORY, systemId: "hill", source: "s", lastPolledAt: at(-1), nextDueAt: at(0) };

describe("the memory of a poll by a clock that was ahead", () => {
  test.each([
    ["lastPolledAt", 6],
    ["knownAt", 6],
    ["rosterSentAt", DAY_MINUTES],
    ["rosterAskedAt", 6],
    ["retiredAt", 6],
    ["failingSince", 6],
    ["nextDueAt", 66],
    ["patientUntil", 66],
    ["urlsGoodUntil", 2 * DAY_MINUTES],
  ] as const)("is told by its %s, and not believed", (name, minutes) => {
    const { memory, disbelief } = believedMemory({ ...KNOWN, [name]: at(minutes) }, T0);
    expect(memory).toEqual({ ...NO_MEMORY, systemId: "hill" });
    expect(disbelief).toMatch(
      new RegExp(`^hill: ${name} of its last poll is 2026-05-0\\d.*, a clock was ahead`),
    );
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
