import { expect, test } from "vitest";
import type { Receiver } from "../../functions/core/receiver.ts";
import { RULE_NAMES } from "../../functions/core/rules.ts";
import {
  candidates,
  endings,
  openings,
  perhapsOver,
  type TellableAlert,
} from "../../functions/core/tellable.ts";
import { isFading, KEPT_MS, NOTHING_TOLD, openingKey } from "../../functions/core/telling.ts";
import { TICK_MS, ticksBetween } from "../../functions/core/ticks.ts";
import { at, MINUTE_MS } from "./builders.ts";

const receiver: Receiver = {
  ...{ name: "desk", kind: "text", systemIds: null, rules: new Set(RULE_NAMES), stationIds: null },
  ...{ openForMs: 10 * MINUTE_MS, everyMs: 60 * MINUTE_MS, openHours: null, timeZone: "UTC" },
};

const iso = (minute: number) => new Date(at(minute)).toISOString();

/** An alert that began at one minute and opened at another. */
function alertOf(started: number, opened: number, more: Partial<TellableAlert> = {}): TellableAlert {
  const rule = more.rule ?? "empty";
  const name = { systemId: "hill", alertId: `${iso(started)}/a/${rule}` };
  return {
    ...name,
    rule,
    status: "open",
    startedAt: iso(started),
    openedAt: iso(opened),
    baseline: false,
    ...more,
  };
}

const minutesOf = (ms: number) => (ms - at(0)) / MINUTE_MS;

test("ticks are the multiples of five minutes after one time and up to another", () => {
  expect([...ticksBetween(0, 3 * TICK_MS)]).toEqual([TICK_MS, 2 * TICK_MS, 3 * TICK_MS]);
  expect([...ticksBetween(TICK_MS - 1, TICK_MS)]).toEqual([TICK_MS]);
  expect([...ticksBetween(TICK_MS, 2 * TICK_MS - 1)]).toEqual([]);
});

test("an alert may be told once it has been so for long enough, to the millisecond, since it began", () => {
  const alert = alertOf(0, 5);
  const asked = [at(10) - 1, at(10)].map(
    (now) => candidates(receiver, NOTHING_TOLD, [alert], [], now).length,
  );
  expect(asked).toEqual([0, 1]);
});

test.each<[string, TellableAlert, believedAt: number | null, polledAt: number | null, known: number[]]>([
  ["by the newest believed look", alertOf(0, 2), at(12), at(30), [12]],
  [
    "by the newest poll, where it is about the feed",
    alertOf(0, 2, { rule: "feed-down" }),
    at(12),
    at(30),
    [30],
  ],
  ["by looks, where these judge the system", alertOf(0, 2, { rule: "system-closed" }), at(12), at(30), [12]],
  ["by its own opening", alertOf(0, 11), null, null, [11]],
  ["by its own opening, which is later", alertOf(0, 15), at(12), at(12), [15]],
  ["to have lasted, to the millisecond", alertOf(0, 2), at(10), at(30), [10]],
  ["not to have lasted", alertOf(0, 2), at(10) - 1, at(30), []],
  ["to be over", alertOf(0, 2, { status: "resolved" }), at(12), at(30), []],
])("an alert is known %s", (_what, alert, believedAt, polledAt, known) => {
  const found = openings(receiver, [alert], (systemId) => {
    expect(systemId).toBe("hill");
    return { believedAt, polledAt };
  });
  expect(found.map(({ knownUntil }) => minutesOf(knownUntil))).toEqual(known);
});

test("what is told is in order of its age, then of its system", () => {
  const alerts = [alertOf(5, 6), alertOf(1, 2), alertOf(3, 4), { ...alertOf(3, 4), systemId: "dale" }];
  const known = { believedAt: at(30), polledAt: at(30) };
  const opened = openings(receiver, alerts, () => known).map(({ alert }) => alert);
  expect(opened).toEqual([alerts[1], alerts[3], alerts[2], alerts[0]]);
  const over = endings(alerts, [{ ...alertOf(1, 2), status: "resolved" }, alertOf(5, 6)]);
  expect(over.map(({ name, alert }) => [name.systemId, name.alertId, alert?.status])).toEqual([
    ["hill", alerts[1]?.alertId, "resolved"],
    ["dale", alerts[3]?.alertId, undefined],
    ["hill", alerts[2]?.alertId, undefined],
  ]);
});

test("what was told, and seems open no more, is asked about", () => {
  const [first, second] = [alertOf(1, 2), alertOf(3, 4)];
  const told = new Map([first, second].map((one) => [openingKey(one), { ...one, perhaps: false }]));
  expect(openingKey(first)).toBe(`hill/${first.alertId}`);
  expect(perhapsOver({ ...NOTHING_TOLD, told }, [second]).map(({ alertId }) => alertId)).toEqual([
    first.alertId,
  ]);
});

test("what a receiver was told fades a day after it was last kept", () => {
  const DAY_MS = 86_400_000;
  expect(KEPT_MS).toBe(30 * DAY_MS);
  const standing = { ...NOTHING_TOLD, nextAt: 0, sentAt: 0, keptUntil: at(0) + KEPT_MS };
  expect([at(0) + DAY_MS, at(0) + DAY_MS + 1].map((now) => isFading(standing, now))).toEqual([false, true]);
  expect(isFading({ ...standing, keptUntil: null }, at(0))).toBe(false);
});
