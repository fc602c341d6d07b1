import { describe, expect, test } from "vitest";
import type { SystemState } from "../../functions/core/state.ts";
import { NO_MEMORY } from "../../functions/poll/no-memory.ts";
import type { PollMemory } from "../../functions/poll/ports.ts";
import { ageOf } from "../../functions/views/age.ts";
import { ageWords } from "../../functions/words/age.ts";
import { at, failed, guarded, reading, run, snapshot } from "../core/builders.ts";

const PERIOD_MS = 60_000;

function memory(lastPolled: number, more: Partial<PollMemory> = {}): PollMemory {
  const polled = {
    lastPolledAt: at(lastPolled),
    nextDueAt: at(lastPolled + 1),
    lastOutcome: "snapshot" as const,
  };
  return { ...NO_MEMORY, systemId: "hill", ...polled, ...more };
}

function said(memory: PollMemory, state: SystemState | null, minute: number): string | null {
  const age = ageOf(memory, state, PERIOD_MS, at(minute));
  return age && ageWords(age, (time) => `minute ${(time - at(0)) / 60_000}`);
}

const seen = (...minutes: number[]) =>
  run(minutes.map((minute) => snapshot(at(minute), reading("a", minute % 7)))).state;

describe("what is shown of a system", () => {
  test("needs no word while it is at most two polls old", () => {
    expect(said(memory(3), seen(1, 2, 3), 4)).toBeNull();
    expect(said(memory(3), seen(1, 2, 3), 5)).toBeNull();
  });

  test("is said to be old once it is older", () => {
    const feed = { lastOutcome: "failed", failuresInARow: 3, lastReason: "it answered 503" } as const;
    const down = run([snapshot(at(1), reading("a", 1)), failed(at(2)), failed(at(3)), failed(at(4))]).state;
    expect(said(memory(4, { ...feed, nextDueAt: at(20) }), down, 5)).toBe(
      "hill is shown as of minute 1, 4 min ago: its feed failed 3 times in a row, it answered 503",
    );
    expect(said(memory(2, { ...feed, failuresInARow: 1 }), down, 3)).toBeNull();
  });

  test("is old where nobody polls, or nobody folds", () => {
    expect(said(memory(3), seen(3), 6)).toBe("hill is shown as of minute 3, 3 min ago: it is not polled");
    // Waiting, since the feed failed, is no silence of the poller's.
    expect(
      said(memory(3, { nextDueAt: at(12), lastOutcome: "failed", failuresInARow: 5 }), seen(1), 10),
    ).toContain("its feed failed 5 times in a row");
    expect(said(memory(9), seen(3), 9)).toBe(
      "hill is shown as of minute 3, 6 min ago: its polls are not folded",
    );
  });

  test("is old from the beginning of a frost on", () => {
    const book = guarded();
    const polls = Array.from({ length: 80 }, (_, index) => snapshot(at(index * 5), reading("a", 1)));
    const { state } = run(polls, { ruleBook: book });
    expect(said(memory(395), state, 396)).toBe(
      "hill is shown as of minute 5, 6 h 31 min ago: nothing in its feed changes",
    );
  });

  test("is what was believed last while a mass change is held", () => {
    const stations = (vehicles: number) => Array.from({ length: 40 }, (_, id) => reading(`${id}`, vehicles));
    const polls = [snapshot(at(1), ...stations(3)), snapshot(at(5), ...stations(0))];
    const { state } = run(polls, { ruleBook: guarded() });
    expect(said(memory(5), state, 5)).toBe(
      "hill is shown as of minute 1, 4 min ago: its feed changes too much at once",
    );
  });

  test("is not there for a system that was never seen, or has left", () => {
    expect(said(memory(0, { lastPolledAt: null }), null, 3)).toBe(
      "hill is not shown: it has not been polled yet",
    );
    expect(said(memory(3), null, 3)).toBe("hill is not shown: its polls are not folded");
    expect(said(memory(3, { retiredAt: at(2) }), seen(1), 3)).toContain("it has left systems.json");
  });

  test("is seen outside the hours too, though no rule judges it then", () => {
    const closed = { ...seen(1, 2, 3), observedAt: at(-60) };
    expect(said(memory(3), closed, 4)).toBeNull();
  });
});
