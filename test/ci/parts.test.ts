import { expect, test } from "vitest";
import { type Limits, type Part, runParts, tableOf } from "./parts.ts";

/** Parts that take so many minutes of a clock of their own; a negative number is a part that fails. */
async function ran(minutes: Record<string, number>, { minutesMax = 75, mayFail = "" } = {}) {
  let clock = 0.5;
  const begun: string[] = [];
  const limits: Limits = { minutesMax, now: () => clock, stop: new AbortController().signal };
  const parts = Object.entries(minutes).map(([name, took]): Part => {
    const run = async () => {
      clock += Math.abs(took) * 60_000;
      if (took < 0) throw new Error(`${name} is broken`);
    };
    return { name, run, mayFail: name === mayFail };
  });
  const outcome = await runParts(parts, limits, (name) => begun.push(name));
  return { ...outcome, begun };
}

test("parts run one after the other, and the seconds of each are told", async () => {
  const outcome = await ran({ first: 1, second: 2 });
  expect(outcome).toMatchObject({ passed: true, begun: ["first", "second"] });
  expect(tableOf(outcome)).toBe("   60 s  first\n  120 s  second\n  180 s  all\n");
});

test("a part that fails ends the run, with its sentence", async () => {
  const outcome = await ran({ first: 1, second: -2, third: 1 });
  expect(outcome).toMatchObject({ passed: false, begun: ["first", "second"] });
  expect(tableOf(outcome)).toBe("   60 s  first\n  120 s  second: second is broken\n  180 s  all, failed\n");
});

test("a part that only informs people may fail", async () => {
  const outcome = await ran({ figures: -1, after: 1 }, { mayFail: "figures" });
  expect(outcome).toMatchObject({ passed: true, begun: ["figures", "after"] });
  expect(outcome.done[0]?.failure).toBe("figures is broken");
});

test("more than the minutes for all fails, whichever part is running", async () => {
  const outcome = await ran({ first: 40, figures: 36, third: 1 }, { mayFail: "figures" });
  expect(outcome).toMatchObject({ passed: false, begun: ["first", "figures"] });
  expect(outcome.done[1]?.failure).toBe("all parts together took more than 75 minutes");
});

test("a part that hangs is ended when the minutes are over", async () => {
  const stop = new AbortController().signal;
  const hangs: Part = {
    name: "hangs",
    run: (signal) =>
      new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  };
  const outcome = await runParts([hangs], { minutesMax: 0, now: () => 0, stop }, () => {});
  expect(outcome.passed).toBe(false);
  expect(outcome.done[0]?.failure).toBe("all parts together took more than 0 minutes");
});
