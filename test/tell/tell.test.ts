import { describe, expect, test } from "vitest";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import { openingKey, TOLD_MAX } from "../../functions/core/telling.ts";
import { tell } from "../../functions/tell/tell.ts";
import { Death, ReceiverWorld, TEST_RECEIVER } from "./receiver-world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const T0 = Date.UTC(2026, 5, 1, 18);

const textIn = (body: Uint8Array) => (JSON.parse(new TextDecoder().decode(body)) as { text: string }).text;

/** Ticks at each five minutes for so long, with everything known up to each. */
async function tickFor(world: ReceiverWorld, minutes: number, receiver = TEST_RECEIVER): Promise<void> {
  for (const end = world.now + minutes * MINUTE_MS; world.now < end; ) {
    world.now += 5 * MINUTE_MS;
    world.believedAt = world.now;
    await tell([receiver], world.view());
  }
}

const toldIn = (world: ReceiverWorld) =>
  world.arrivals.map(({ at, message: { opened, over } }) => [
    (at - T0) / MINUTE_MS,
    opened.length,
    over.length,
  ]);

test("what opens and ends is told once each, at most every so often", async () => {
  const world = new ReceiverWorld(T0);
  const first = world.open("1", T0);
  await tickFor(world, 5);
  world.open("2", world.now);
  await tickFor(world, 10);
  world.resolve(first);
  await tickFor(world, 60);
  expect(toldIn(world)).toEqual([
    [5, 1, 0],
    [20, 1, 1],
  ]);
});

test("an alert is told when it is known to have lasted, whatever the clock shows", async () => {
  const receiver = { ...TEST_RECEIVER, openForMs: 30 * MINUTE_MS };
  const world = new ReceiverWorld(T0);
  world.open("1", T0);
  world.now = T0 + HOUR_MS;
  world.believedAt = T0 + 29 * MINUTE_MS;
  await tell([receiver], world.view());
  expect(world.arrivals).toEqual([]);
  world.believedAt = T0 + 30 * MINUTE_MS;
  await tell([receiver], world.view());
  expect(textIn(world.arrivals[0]?.message.body as Uint8Array).split("\n")[1]).toBe(
    "empty for 30 min: Place 1 (lyon)",
  );
});

test("the index proposes and the table decides: neither an alert that lags is over, nor one that is over open", async () => {
  const world = new ReceiverWorld(T0);
  const stays = world.open("1", T0);
  await tickFor(world, 5);
  const over = world.open("2", T0);
  world.resolve(over);
  world.lagging.add(openingKey(stays)).add(openingKey(over));
  await tickFor(world, 60);
  expect(toldIn(world)).toEqual([[5, 1, 0]]);
});

test("what is silenced is not told, but what was told before is told over", async () => {
  const world = new ReceiverWorld(T0);
  const first = world.open("1", T0);
  await tickFor(world, 5);
  world.silences = [
    {
      silenceId: "s",
      systemId: "lyon",
      from: new Date(T0).toISOString(),
      until: new Date(T0 + HOUR_MS).toISOString(),
      reason: "",
      by: "Ada",
      addedAt: "",
    },
  ];
  world.open("2", T0);
  world.resolve(first);
  await tickFor(world, 50);
  expect(toldIn(world)).toEqual([
    [5, 1, 0],
    [20, 0, 1],
  ]);
  await tickFor(world, 30);
  expect(toldIn(world)[2]).toEqual([60, 1, 0]);
});

test("a receiver that no longer asks for a rule is told the ends of what it was told", async () => {
  const world = new ReceiverWorld(T0);
  const first = world.open("1", T0);
  await tickFor(world, 5);
  world.resolve(first, { endReason: "withdrawn" });
  world.open("2", T0);
  await tickFor(world, 60, { ...TEST_RECEIVER, rules: new Set(["full"]) });
  expect(world.arrivals.map(({ message }) => textIn(message.body).split("\n").slice(1))).toEqual([
    ["empty for 5 min: Place 1 (lyon)"],
    ["no longer watched: Place 1 (lyon) · empty"],
  ]);
});

test("outside the hours nothing is sent, also nothing that was put within them", async () => {
  const receiver = { ...TEST_RECEIVER, openHours: parseOpeningHours("18:00-19:00") };
  const world = new ReceiverWorld(T0 + 50 * MINUTE_MS);
  world.open("1", T0);
  world.manner = "is silent";
  await tickFor(world, 10, receiver);
  world.manner = "takes";
  await tickFor(world, 22 * 60, receiver);
  expect(world.arrivals).toEqual([]);
  await tickFor(world, 120, receiver);
  expect(toldIn(world)).toEqual([[24 * 60, 1, 0]]);
});

test("a run that dies before it sends leaves the message to the next, under the same id", async () => {
  const world = new ReceiverWorld(T0);
  world.open("1", T0);
  world.step = async (what) => {
    if (what === "before send") throw new Death("it died");
  };
  await tickFor(world, 5);
  expect(world.standing.message).not.toBeNull();
  const { id } = world.standing.message as { id: string };
  world.step = async () => undefined;
  world.open("2", T0);
  await tickFor(world, 5);
  expect(world.arrivals.map(({ message }) => message.id)).toEqual([id]);
  expect(world.arrivals[0]?.message.opened).toHaveLength(1);
});

test("of two runs at once only one sends", async () => {
  const world = new ReceiverWorld(T0);
  world.open("1", T0);
  world.believedAt = T0;
  await Promise.all([tell([TEST_RECEIVER], world.view()), tell([TEST_RECEIVER], world.view())]);
  await tell([TEST_RECEIVER], world.view());
  expect(world.arrivals).toHaveLength(1);
});

test("a message that took too long to claim is not sent: somebody else may have it", async () => {
  const world = new ReceiverWorld(T0);
  world.open("1", T0);
  world.step = async (what) => {
    if (what === "after save") world.now += 55_000;
  };
  await tickFor(world, 5);
  expect(world.arrivals).toEqual([]);
  world.step = async () => undefined;
  await tickFor(world, 5);
  expect(world.arrivals).toHaveLength(1);
});

test("a refused message is set aside, and the next after an hour names nothing", async () => {
  const world = new ReceiverWorld(T0);
  world.open("1", T0, { stationName: "poison" });
  world.manner = "refuses";
  await tickFor(world, 5);
  expect(world.setAside).toMatchObject([{ reason: "it answered 400" }]);
  world.manner = "takes";
  await tickFor(world, 90);
  const [, ...taken] = world.arrivals;
  expect(taken).toHaveLength(1);
  expect(textIn(taken[0]?.message.body as Uint8Array)).not.toContain("poison");
  expect(textIn(taken[0]?.message.body as Uint8Array)).toContain("1 empty");
});

describe("of very much", () => {
  const many = (world: ReceiverWorld, count: number) =>
    Array.from({ length: count }, (_, index) => world.open(`station-${index}`, T0 - index * 1_000));

  test("a text tells fifteen lines and the rest by number, and all of it is told", async () => {
    const world = new ReceiverWorld(T0);
    many(world, 500);
    await tickFor(world, 60);
    expect(toldIn(world)).toEqual([[5, 500, 0]]);
    expect(
      textIn(world.arrivals[0]?.message.body as Uint8Array)
        .split("\n")
        .at(-1),
    ).toBe("and 487 more");
  });

  test("a message for programs has less than 64 KB, and the rest follows without waiting for `every`", async () => {
    const world = new ReceiverWorld(T0);
    many(world, 500);
    await tickFor(world, 60, { ...TEST_RECEIVER, kind: "standard", everyMs: HOUR_MS });
    const sizes = world.arrivals.map(({ message }) => message.body.length);
    expect(Math.max(...sizes)).toBeLessThan(64_000);
    const ids = world.arrivals.flatMap(({ message }) => message.opened.map(openingKey));
    expect(ids).toHaveLength(500);
    expect(new Set(ids).size).toBe(500);
    expect(toldIn(world)[1]?.[0]).toBe(10);
  });

  test("what a receiver's item has no room for is a number, and comes as soon as there is room", async () => {
    const world = new ReceiverWorld(T0);
    const alerts = many(world, TOLD_MAX + 7);
    world.believedAt = T0;
    const ticked = await tell([TEST_RECEIVER], world.view());
    const told = world.standing.told.size;
    expect(told).toBeLessThanOrEqual(TOLD_MAX);
    expect(ticked.unfollowed).toBe(TOLD_MAX + 7 - told);
    expect(textIn(world.arrivals[0]?.message.body as Uint8Array)).toContain(
      `${ticked.unfollowed} more are open`,
    );
    for (const alert of alerts.slice(-20)) world.resolve(alert);
    await tickFor(world, 60);
    expect(world.arrivals.flatMap(({ message }) => message.over)).toHaveLength(20);
    expect(world.standing.told.size).toBeLessThanOrEqual(TOLD_MAX);
  });
});

test("what happens to one receiver is no matter of the others", async () => {
  const world = new ReceiverWorld(T0);
  world.open("1", T0);
  const view = world.view();
  const receivers = {
    ...view.receivers,
    load: async (name: string) => {
      if (name === "broken") throw new Error("its item cannot be read");
      return await view.receivers.load(name);
    },
  };
  const ticked = await tell([{ ...TEST_RECEIVER, name: "broken" }, TEST_RECEIVER], { ...view, receivers });
  expect(ticked).toMatchObject({ sent: 1, failed: 1, problems: ["broken: its item cannot be read"] });
});
