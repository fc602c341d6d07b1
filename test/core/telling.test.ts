import { describe, expect, test } from "vitest";
import {
  claim,
  isClaimed,
  isItsTurn,
  type Message,
  NOTHING_TOLD,
  type Outcome,
  openingKey,
  put,
  type Standing,
  settle,
} from "../../functions/core/telling.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const T0 = Date.UTC(2026, 5, 1, 18);
const A = { systemId: "lyon", alertId: "2026-06-01T17:00:00.000Z/1/empty" };
const B = { systemId: "lyon", alertId: "2026-06-01T16:00:00.000Z/2/empty" };

const answered = (status: number, retryAfterMs: number | null = null): Outcome => ({
  type: "answered",
  status,
  retryAfterMs,
});
const SILENT: Outcome = { type: "unanswered", reason: "no answer within 10000 ms" };
const DRAFT = {
  id: "m",
  kind: "text" as const,
  body: Uint8Array.of(1),
  opened: [A],
  over: [B],
  goesOn: false,
};
const told = (...names: (typeof A)[]) =>
  new Map(names.map((name) => [openingKey(name), { ...name, perhaps: false }]));

/** A standing that was told of B, with a message about A and B's end put at T0. */
function standing(more: Partial<Message> = {}): Standing & { readonly message: Message } {
  const begun = put({ ...NOTHING_TOLD, version: 3, told: told(B) }, DRAFT, T0);
  return { ...begun, message: { ...(begun.message as Message), ...more } };
}

function settled(outcome: Outcome, more: Partial<Message> = {}, now = T0 + 1_000) {
  const before = standing(more);
  return settle(before, before.message, outcome, now);
}

test("a message counts as told only once it is taken", () => {
  expect([...standing().told.keys()]).toEqual([openingKey(B)]);
  const { standing: after, refusal } = settled(answered(204));
  expect([...after.told.values()]).toEqual([{ ...A, perhaps: false }]);
  expect(after).toMatchObject({ message: null, sentAt: T0 + 1_000, nextAt: null, goesOn: false });
  expect(after.last).toEqual({ id: "m", opened: 1, over: 1 });
  expect(refusal).toBeNull();
});

describe("an answer", () => {
  test.each<[string, Outcome, number, "taken" | "waits" | "refused"]>([
    ["200", answered(200), 1, "taken"],
    ["299", answered(299), 1, "taken"],
    ["302, which is not followed", answered(302), 1, "refused"],
    ["400", answered(400), 1, "refused"],
    ["404", answered(404), 2, "refused"],
    ["408", answered(408), 1, "waits"],
    ["409 to the first attempt", answered(409), 1, "refused"],
    ["409 to a repeat", answered(409), 2, "taken"],
    ["425", answered(425), 1, "waits"],
    ["429", answered(429), 1, "waits"],
    ["500", answered(500), 1, "waits"],
    ["503", answered(503), 7, "waits"],
    ["nothing", SILENT, 1, "waits"],
  ])("%s", (_, outcome, attempts, expected) => {
    const { standing: after, refusal } = settled(outcome, { attempts });
    const became = refusal !== null ? "refused" : after.message === null ? "taken" : "waits";
    expect(became).toBe(expected);
  });
});

describe("a message that may have arrived", () => {
  test.each<[number, number | null, number]>([
    [1, null, 5],
    [2, null, 10],
    [3, null, 20],
    [4, null, 40],
    [5, null, 60],
    [9, null, 60],
    [1, 90 * MINUTE_MS, 90],
    [1, 0, 0],
  ])("is tried again after attempt %i, asked to wait %o ms, in %i minutes", (attempts, asked, minutes) => {
    const now = T0 + 1_000;
    const { standing: after } = settled(answered(503, asked), { attempts }, now);
    expect(after.message).toMatchObject({ id: "m", body: DRAFT.body, retryAt: now + minutes * MINUTE_MS });
    expect(after).toMatchObject({ sentAt: null, nextAt: null });
  });

  test("is refused at the first attempt in vain after a day", () => {
    expect(settled(SILENT, { attempts: 20 }, T0 + 24 * HOUR_MS - 1).refusal).toBeNull();
    const { standing: after, refusal } = settled(SILENT, { attempts: 20 }, T0 + 24 * HOUR_MS);
    expect(refusal).toMatchObject({ reason: "no answer within 10000 ms", message: { id: "m" } });
    expect(after.told.get(openingKey(A))).toEqual({ ...A, perhaps: true });
  });
});

describe("a refusal", () => {
  test("of the first attempt tells nothing, and what was to be over is still to be told", () => {
    const { standing: after } = settled(answered(400));
    expect([...after.told.keys()]).toEqual([openingKey(B)]);
    expect(after).toMatchObject({ message: null, sentAt: null, isBare: true, nextAt: T0 + 1_000 + HOUR_MS });
  });

  test("of a repeat has perhaps told", () => {
    const { standing: after } = settled(answered(400), { attempts: 2 });
    expect(after.told.get(openingKey(A))).toEqual({ ...A, perhaps: true });
    expect(after.told.get(openingKey(B))).toEqual({ ...B, perhaps: false });
  });

  test("makes the next bare until one with openings is taken", () => {
    const bare = { ...settled(answered(400)).standing, version: 4 };
    const endsAlone = put(bare, { ...DRAFT, opened: [] }, T0 + HOUR_MS);
    const after = settle(endsAlone, endsAlone.message as Message, answered(200), T0 + HOUR_MS);
    expect(after.standing.isBare).toBe(true);
    const openings = put(after.standing, DRAFT, T0 + 2 * HOUR_MS);
    const last = settle(openings, openings.message as Message, answered(200), T0 + 2 * HOUR_MS);
    expect(last.standing.isBare).toBe(false);
  });
});

describe("it is a receiver's turn", () => {
  const every = 15 * MINUTE_MS;
  test.each<[string, Partial<Standing>, number, boolean]>([
    ["at first", {}, 0, true],
    ["not before `every` less a minute after the last was taken", { sentAt: T0 }, 14 * MINUTE_MS - 1, false],
    ["then", { sentAt: T0 }, 14 * MINUTE_MS, true],
    ["at once where the last had no room for all", { sentAt: T0, goesOn: true }, 1, true],
    ["not within the hour after a refusal", { nextAt: T0 + HOUR_MS }, 58 * MINUTE_MS, false],
    ["after it", { nextAt: T0 + HOUR_MS }, 59 * MINUTE_MS, true],
    ["not after a refusal where the last had no room", { nextAt: T0 + HOUR_MS, goesOn: true }, 1, false],
  ])("%s", (_, more, after, expected) => {
    expect(isItsTurn({ ...NOTHING_TOLD, ...more }, every, T0 + after)).toBe(expected);
  });
});

describe("a claim", () => {
  test("is the put for 60 seconds, and good for sending for 50", () => {
    const before = standing();
    expect(isClaimed(before.message, T0 + 50_000)).toBe(true);
    expect(isClaimed(before.message, T0 + 50_001)).toBe(false);
    expect(claim(before, T0 + 59_999)).toBeNull();
    expect(claim(before, T0 + 60_000)?.message).toMatchObject({
      attempts: 2,
      claimedAt: T0 + 60_000,
      putAt: T0,
    });
  });

  test("waits for the next attempt's time, less a minute", () => {
    const before = standing({ retryAt: T0 + 10 * MINUTE_MS });
    expect(claim(before, T0 + 9 * MINUTE_MS - 1)).toBeNull();
    expect(claim(before, T0 + 9 * MINUTE_MS)?.message?.attempts).toBe(2);
  });
});
