import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Places } from "../../functions/feeds/places.ts";

const never = new AbortController().signal;

/** Work that goes on until it is told to end. */
function work() {
  let end = () => {};
  let isRunning = false;
  let isLate = false;
  const ended = new Promise<void>((done) => {
    end = done;
  });
  const run = async (late: AbortSignal) => {
    isRunning = true;
    late.addEventListener("abort", () => {
      isLate = true;
      end();
    });
    await ended;
    isRunning = false;
  };
  return { run, end, isRunning: () => isRunning, isLate: () => isLate };
}

const settle = () => new Promise((done) => setImmediate(done));

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
});
afterEach(() => {
  vi.useRealTimers();
});

test("no more work is done at once than there are places, and each gets its turn", async () => {
  const places = new Places(2, 1_000);
  const works = Array.from({ length: 5 }, work);
  const done = Promise.all(works.map(({ run }) => places.within(never, run)));
  for (const [at, { end }] of works.entries()) {
    await settle();
    expect(works.map(({ isRunning }) => isRunning())).toEqual(works.map((_, i) => i >= at && i < at + 2));
    end();
  }
  await done;
});

test("who gives up waiting takes no place, and who fails gives his back", async () => {
  const places = new Places(1, 1_000);
  const first = work();
  const failing = places.within(never, async (late) => {
    await first.run(late);
    throw new Error("broken");
  });
  const impatient = new AbortController();
  const given = expect(places.within(impatient.signal, work().run)).rejects.toThrow("waited too long");
  const last = work();
  const served = places.within(never, last.run);
  impatient.abort();
  await given;
  await expect(places.within(impatient.signal, work().run)).rejects.toThrow("waited too long");
  first.end();
  await expect(failing).rejects.toThrow("broken");
  await settle();
  expect(last.isRunning()).toBe(true);
  last.end();
  await served;
  expect(await places.within(never, async () => "free")).toBe("free");
  expect(vi.getTimerCount()).toBe(0);
});

test("whoever has had a place for long loses it once another waits, and not before", async () => {
  const places = new Places(2, 1_000);
  const [slow, slower, waiting] = [work(), work(), work()];
  const all = [slow, slower].map(({ run }) => places.within(never, run));
  vi.advanceTimersByTime(60_000);
  await settle();
  expect(slow.isLate()).toBe(false);
  all.push(places.within(never, waiting.run));
  vi.advanceTimersByTime(250);
  await settle();
  expect([slow.isLate(), slower.isLate(), waiting.isRunning()]).toEqual([true, false, true]);
  slower.end();
  waiting.end();
  await Promise.all(all);
});
