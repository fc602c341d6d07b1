import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { changesQueues, startChanges } from "../../local/changes.ts";
import { createQueue } from "../../local/emulators/queue.ts";
import type { InvocationResult } from "../../local/lambda/invocation.ts";

const NOW = Date.UTC(2026, 5, 1, 18);
const NAMES = ["stationwatch-told-a", "stationwatch-told-b"];

beforeEach(() => void vi.useFakeTimers({ now: NOW }));
afterEach(() => void vi.useRealTimers());

interface Sent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly body: string;
    readonly eventSourceARN: string;
  }[];
}

/** Queues of two receivers before a function that answers as it is told to. */
function started(answer: (event: Sent) => object) {
  const batches: string[][] = [];
  const failures: string[] = [];
  const changes = startChanges({
    queue: createQueue(NAMES, () => {}),
    names: NAMES,
    invoke: async (event) => {
      const sent = event as Sent;
      batches.push(sent.Records.map(({ body, eventSourceARN }) => `${eventSourceARN.slice(-1)} ${body}`));
      return answer(sent) as InvocationResult;
    },
    onFailure: (sentence) => failures.push(sentence),
  });
  onTestFinished(() => changes.close());
  return { changes, batches, failures };
}

const allPassed = () => ({ status: "success", payload: { batchItemFailures: [] } });

test("a receiver that wants changes has a queue, and no other has one", () => {
  const url = { environment: "URL" };
  const receivers = [
    { name: "a", kind: "standard", url, secret: url, changes: true },
    { name: "chat", kind: "text", url },
    { name: "c", kind: "standard", url, secret: url, changes: false },
  ] as const;
  expect(changesQueues(receivers)).toEqual(["stationwatch-told-a"]);
});

describe("an event of the bus", () => {
  test("goes to each receiver once, at most ten in a batch", async () => {
    const { changes, batches } = started(allPassed);
    for (let id = 0; id < 11; id++) changes.take({ id });
    await changes.passedOn();
    expect(batches.map(({ length }) => length)).toEqual([10, 1, 10, 1]);
    expect(new Set(batches.flat()).size).toBe(22);
    await changes.passedOn();
    vi.setSystemTime(NOW + 86_400_000);
    await changes.passedOn();
    expect(batches).toHaveLength(4);
  });

  test("is passed on by itself, soon", async () => {
    const { changes, batches } = started(allPassed);
    changes.take({ id: 1 });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(batches).toEqual([['a {"id":1}'], ['b {"id":1}']]);
  });

  test("that the function leaves comes again later, and no other", async () => {
    const { changes, batches } = started(({ Records }) => {
      const left = Records.filter(({ body }) => body.includes("bad"));
      const batchItemFailures = left.map(({ messageId }) => ({ itemIdentifier: messageId }));
      return { status: "success", payload: { batchItemFailures } };
    });
    for (const id of ["good", "bad"]) changes.take({ id });
    await changes.passedOn();
    vi.setSystemTime(NOW + 359_999);
    await changes.passedOn();
    expect(batches).toHaveLength(2);
    vi.setSystemTime(NOW + 360_000);
    await changes.passedOn();
    expect(batches.slice(2)).toEqual([['a {"id":"bad"}'], ['b {"id":"bad"}']]);
  });

  test("that the function dies of comes again, and is told", async () => {
    const { changes, batches, failures } = started(() => ({ status: "timeout", payload: null }));
    changes.take({ id: 1 });
    await changes.passedOn();
    expect(failures).toEqual(Array(2).fill("changes were not passed on: tell ended with timeout"));
    vi.setSystemTime(NOW + 360_000);
    await changes.passedOn();
    expect(batches).toHaveLength(4);
  });
});
