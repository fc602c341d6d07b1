import { describe, expect, test } from "vitest";
import type { Message, Outcome, Refusal } from "../../functions/core/telling.ts";
import { passOn } from "../../functions/tell/pass-on.ts";
import type { QueuedChange } from "../../functions/tell/ports.ts";
import { queuedChange } from "./queued-change.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const T0 = queuedChange({}).queuedAt;
const CHANGE = {
  id: "a.b/2026-06-01T18:00:00.000Z/1",
  at: "2026-06-01T18:00:00.000Z",
  opened: [{ rule: "empty" }],
};

/** A receiver that answers as it is told to, and what becomes of its messages. */
class World {
  time = T0;
  answer: (message: Message) => Outcome = () => answered(204);
  readonly sent: { receiver: string; id: string; text: string }[] = [];
  readonly setAside: { receiver: string; refusal: Refusal }[] = [];
  readonly postponed: { messageId: string; ms: number }[] = [];

  async passOn(...queued: QueuedChange[]) {
    return await passOn(queued, {
      now: () => this.time,
      send: async (receiver, message) => {
        this.sent.push({ receiver, id: message.id, text: new TextDecoder().decode(message.body) });
        return this.answer(message);
      },
      receivers: {
        setAside: async (receiver, refusal) => void this.setAside.push({ receiver, refusal }),
      },
      postpone: async ({ messageId }, ms) => void this.postponed.push({ messageId, ms }),
    });
  }
}

const answered = (status: number, retryAfterMs: number | null = null): Outcome => {
  return { type: "answered", status, retryAfterMs };
};
const unanswered: Outcome = { type: "unanswered", reason: "no answer within 10000 ms" };

test("a change is sent as it is on the bus, under its id without the dots that separate what is signed", async () => {
  const world = new World();
  expect(await world.passOn(queuedChange(CHANGE))).toMatchObject({ sent: 1, left: [], problems: [] });
  const text = JSON.stringify({ type: "stationwatch.change", timestamp: CHANGE.at, data: CHANGE });
  expect(world.sent).toEqual([{ receiver: "program", id: "a:b/2026-06-01T18:00:00:000Z/1", text }]);
});

describe("what the receiver answers decides:", () => {
  test.each([
    ["taken", answered(200), 1, "sent"],
    ["taken, by a repeat", answered(409), 2, "sent"],
    ["refused, a conflict of the first attempt", answered(409), 1, "refused"],
    ["refused, gone", answered(410), 1, "refused"],
    ["refused, a redirect", answered(302), 1, "refused"],
    ["later, out of order", answered(503), 1, "waiting"],
    ["later, too many", answered(429), 3, "waiting"],
    ["later, no answer", unanswered, 1, "waiting"],
  ] as const)("%s", async (_, outcome, attempts, expected) => {
    const world = new World();
    world.answer = () => outcome;
    const passed = await world.passOn(queuedChange(CHANGE, { attempts }));
    expect(passed).toMatchObject({ sent: 0, waiting: 0, refused: 0, [expected]: 1 });
    expect(passed.left).toEqual(expected === "waiting" ? ["message-1"] : []);
    expect(world.postponed).toHaveLength(expected === "waiting" ? 1 : 0);
    expect(world.setAside).toHaveLength(expected === "refused" ? 1 : 0);
    expect(passed.problems).toHaveLength(expected === "sent" ? 0 : 1);
  });

  test.each([
    [1, 5],
    [2, 10],
    [4, 40],
    [9, 60],
  ])("the attempt %i is repeated after %i minutes", async (attempts, minutes) => {
    const world = new World();
    world.answer = () => unanswered;
    await world.passOn(queuedChange(CHANGE, { attempts }));
    expect(world.postponed).toEqual([{ messageId: "message-1", ms: minutes * MINUTE_MS }]);
  });

  test("or when the receiver says", async () => {
    const world = new World();
    world.answer = () => answered(429, 90_000);
    await world.passOn(queuedChange(CHANGE));
    expect(world.postponed).toEqual([{ messageId: "message-1", ms: 90_000 }]);
  });

  test("what has waited for a day is set aside, with its bytes and the reason", async () => {
    const world = new World();
    world.answer = () => unanswered;
    world.time = T0 + 24 * HOUR_MS;
    expect(await world.passOn(queuedChange(CHANGE, { attempts: 30 }))).toMatchObject({
      refused: 1,
      left: [],
    });
    const [{ receiver, refusal } = { receiver: "", refusal: null }] = world.setAside;
    expect(receiver).toBe("program");
    expect(refusal?.reason).toBe("no answer within 10000 ms");
    expect(new TextDecoder().decode(refusal?.message.body)).toBe(world.sent[0]?.text);
  });
});

test.each([
  "",
  "null",
  "[]",
  "{}",
  '{"id":7,"at":"x"}',
  '{"id":"a b","at":"x"}',
  '{"id":"a\\r\\nb","at":"x"}',
])("what is no event stays in the queue, which gives it up in the end: %s", async (body) => {
  const world = new World();
  const [wrong, right] = [queuedChange({}, { body }), queuedChange(CHANGE, { messageId: "message-2" })];
  const passed = await world.passOn(wrong, right);
  expect(passed).toMatchObject({ sent: 1, left: ["message-1"] });
  expect(passed.problems).toEqual([
    "program: a message in its queue is no event of the bus, expected an id and a time",
  ]);
});

test("a message that cannot be set aside or put off stays, and the others go on", async () => {
  const world = new World();
  const failing = async () => Promise.reject(new Error("the table is away"));
  const answers = [answered(410), answered(503), answered(200)];
  const queued = ["1", "2", "3"].map((messageId) => queuedChange(CHANGE, { messageId }));
  const passed = await passOn(queued, {
    now: () => world.time,
    send: async () => answers.shift() ?? answered(200),
    receivers: { setAside: failing },
    postpone: failing,
  });
  expect(passed).toMatchObject({ sent: 1, waiting: 0, refused: 0, left: ["1", "2"] });
});

test("a receiver that is down for an hour has each change in the end, repeats under the same id and bytes", async () => {
  const world = new World();
  const downUntil = T0 + HOUR_MS;
  world.answer = () => (world.time < downUntil ? unanswered : answered(200));
  const waiting = Array.from({ length: 90 }, (_, minute) => {
    const at = new Date(T0 + minute * MINUTE_MS).toISOString();
    const change = { id: `riverton/${at}/1`, at };
    return {
      visibleAt: Date.parse(at),
      queued: queuedChange(change, { messageId: at, queuedAt: Date.parse(at), attempts: 0 }),
    };
  });
  const queue = new Map(waiting.map((one) => [one.queued.messageId, one]));
  for (; queue.size > 0 && world.time < T0 + 4 * HOUR_MS; world.time += MINUTE_MS) {
    for (const [messageId, { visibleAt, queued }] of queue) {
      if (visibleAt > world.time) continue;
      const again = { ...queued, attempts: queued.attempts + 1 };
      const { left } = await world.passOn(again);
      if (left.length === 0) queue.delete(messageId);
      else queue.set(messageId, { visibleAt: world.time + (world.postponed.at(-1)?.ms ?? 0), queued: again });
    }
  }
  expect(queue.size).toBe(0);
  expect(world.setAside).toEqual([]);
  expect(new Set(world.sent.map(({ id }) => id)).size).toBe(90);
  expect(new Set(world.sent.map(({ id, text }) => `${id} ${text}`)).size).toBe(90);
  expect(world.sent.length).toBeGreaterThan(150);
});
