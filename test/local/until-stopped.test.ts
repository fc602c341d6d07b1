import { expect, it } from "vitest";
import { untilStopped } from "../../local/until-stopped.ts";

const never = () => new Promise<void>(() => {});

it("settles as the work does", async () => {
  const stop = new AbortController();
  await untilStopped(Promise.resolve(), stop.signal);
  await expect(untilStopped(Promise.reject(new Error("no")), stop.signal)).rejects.toThrow("no");
});

it("waits for no work once it is stopped, whether before or meanwhile", async () => {
  const stop = new AbortController();
  const waiting = untilStopped(never(), stop.signal);
  stop.abort();
  await waiting;
  await untilStopped(never(), stop.signal);
});

it("leaves alone what fails afterwards", async () => {
  const stop = new AbortController();
  let fail = (_: Error) => {};
  const work = new Promise<void>((_, reject) => {
    fail = reject;
  });
  const waiting = untilStopped(work, stop.signal);
  stop.abort();
  await waiting;
  fail(new Error("too late to matter"));
  await expect(work).rejects.toThrow("too late");
});
