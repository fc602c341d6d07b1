import { expect, test } from "vitest";
import { timeAt } from "../../cli/pipeline-time.ts";
import type { PolledMemory } from "../../functions/poll/ports.ts";
import type { Running } from "../../local/running.ts";

const RUNNING: Running = {
  pid: 1,
  endpoint: "http://127.0.0.1:1",
  systemsFile: "systems.json",
  startedAt: "",
  onTape: false,
  clock: null,
};

function timeOf(running: Running | null, polledAt: readonly (number | null)[] = []): Promise<number> {
  const memories = polledAt.map((lastPolledAt) => ({ lastPolledAt }) as PolledMemory);
  return timeAt(running, { polled: async () => memories }, 10_000);
}

test("a deployed stack and a real feed live by this machine's clock", async () => {
  expect(await timeOf(null, [1])).toBe(10_000);
  expect(await timeOf(RUNNING, [1])).toBe(10_000);
});

test("a simulated city is at its newest poll, and has a clock before the first", async () => {
  const city = { ...RUNNING, clock: { startsAt: 0, startedAt: 9_000, speed: 60 } };
  expect(await timeOf(city, [500, 700])).toBe(700);
  expect(await timeOf(city)).toBe(60_000);
});

test("a recording is at its newest poll", async () => {
  const onTape = { ...RUNNING, onTape: true };
  expect(await timeOf(onTape, [500, null, 700])).toBe(700);
  expect(await timeOf(onTape, [null])).toBe(10_000);
});
