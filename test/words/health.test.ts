import { describe, expect, test } from "vitest";
import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import type { PollMemory } from "../../functions/poll/ports.ts";
import { systemHealth } from "../../functions/views/health.ts";
import { healthFindings } from "../../functions/words/health.ts";
import { MINUTE_MS, T0 } from "../cli/seeded-tables.ts";

const MEMORY: PollMemory = {
  ...NO_MEMORY,
  systemId: "lisbon",
  nextDueAt: T0 + MINUTE_MS,
  lastPolledAt: T0,
  lastOutcome: "snapshot",
};

function found(more: Partial<PollMemory>, now: number, markAt: number | null = T0): string[] {
  const time = (at: number) => new Date(at).toISOString().slice(11, 16);
  const findings = healthFindings(systemHealth({ ...MEMORY, ...more }, markAt, 60, now), time);
  return findings.map(({ verdict, says }) => `${verdict}: ${says}`);
}

describe("a system", () => {
  test("that is polled and folded is well", () => {
    expect(found({}, T0 + MINUTE_MS)).toEqual(["ok: polled 1 min ago: snapshot", "ok: folded up to 09:00"]);
  });

  test("that was not polled for three periods is unwell, unless its feed asked to wait", () => {
    const [late] = found({}, T0 + 4 * MINUTE_MS);
    expect(late).toBe("wrong: polled 4 min ago: snapshot, more than 3 times its period of 1 min");
    expect(found({ nextDueAt: T0 + 10 * MINUTE_MS }, T0 + 4 * MINUTE_MS)[0]).toMatch(/^ok/);
  });

  test("of which something is not heeded has a note that says what", () => {
    const unheeded = ['of the opening hours it is not understood: "week 1 off"; those times count as open'];
    expect(found({ unheeded }, T0 + MINUTE_MS)).toEqual([
      "ok: polled 1 min ago: snapshot",
      "ok: folded up to 09:00",
      `note: ${unheeded[0]}`,
    ]);
  });

  test("whose feed fails is worth a note, and wrong after three times", () => {
    const failing = { lastOutcome: "failed", lastReason: "it answered 503" } as const;
    expect(found({ ...failing, failuresInARow: 1 }, T0 + MINUTE_MS)[0]).toBe(
      "note: polled 1 min ago: failed, it answered 503",
    );
    expect(found({ ...failing, failuresInARow: 3 }, T0 + MINUTE_MS)[0]).toBe(
      "wrong: polled 1 min ago: failed, 3 times in a row, it answered 503",
    );
  });

  test("that the detector is behind with is wrong", () => {
    expect(found({}, T0 + MINUTE_MS, T0 - 5 * MINUTE_MS)[1]).toBe("wrong: folded up to 08:55, 5 min behind");
    expect(found({}, T0 + MINUTE_MS, null)[1]).toBe("wrong: nothing folded yet");
    expect(found({ lastPolledAt: null }, T0)).toEqual(["wrong: no poll was ever completed"]);
  });

  test("that was polled after now, by another clock, was polled just now", () => {
    expect(found({}, T0 - MINUTE_MS)[0]).toBe("ok: polled just now: snapshot");
  });

  test("that has left systems.json says so", () => {
    expect(found({ retiredAt: T0 }, T0 + MINUTE_MS)[0]).toMatch(/: snapshot, it has left systems\.json$/);
  });
});
