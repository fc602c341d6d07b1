import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import type { Receiver } from "../../functions/core/receiver.ts";
import type { Silence } from "../../functions/core/silences.ts";
import type { TellableAlert } from "../../functions/core/tellable.ts";
import { openingKey } from "../../functions/core/telling.ts";
import { tell } from "../../functions/tell/tell.ts";
import { createRandom, type Random } from "../../local/city/random.ts";
import { brokenPromises } from "./receiver-promises.ts";
import { Death, type Manner, ReceiverWorld, TEST_RECEIVER } from "./receiver-world.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const T0 = Date.UTC(2026, 5, 1, 6);
/** Long enough for a day without an answer. */
const TROUBLED_TICKS = [40, 80, 340] as const;
const CALM_MS = 30 * HOUR_MS;
const DAY_MS = 24 * HOUR_MS;
const CALM_TICK_MS = 20 * MINUTE_MS;

const MANNERS: readonly Manner[] = [
  "takes",
  "takes",
  "takes",
  "takes and is silent",
  "takes and fails",
  "is silent",
  "fails",
  "refuses",
  "conflicts",
];

/** Runs a history that the seed decides: trouble first, then calm. Returns the promises that it broke. */
export async function runReceiverHistory(seed: number): Promise<string[]> {
  const random = createRandom(seed);
  const world = new ReceiverWorld(T0);
  const receiver = receiverOf(random);
  world.believedAt = T0;
  let dies = random.chance(0.7) ? 0.03 : 0;
  world.step = async () => {
    for (let turns = random.below(4); turns > 0; turns--) await null;
    world.now += random.below(random.chance(0.02) ? 60_000 : 300);
    if (random.chance(dies)) throw new Death("it died");
  };
  const ticks = TROUBLED_TICKS[random.below(TROUBLED_TICKS.length)] ?? 40;
  // Some receivers are as they are for more than a day.
  const changes = random.chance(0.3) ? 0.004 : 0.2;
  if (changes < 0.1) world.manner = MANNERS[random.below(MANNERS.length)] ?? "takes";
  let feedIsUp = true;
  let asked = receiver;
  for (let tick = 1; tick <= ticks; tick++) {
    world.now = Math.max(world.now, T0 + tick * 5 * MINUTE_MS + random.below(40_000) - 20_000);
    if (random.chance(0.1)) feedIsUp = !feedIsUp;
    if (feedIsUp) world.believedAt = world.now;
    if (random.chance(changes)) world.manner = MANNERS[random.below(MANNERS.length)] ?? "takes";
    if (random.chance(0.02))
      asked = { ...receiver, rules: new Set(random.chance(0.5) ? ["full"] : ["empty"]) };
    if (feedIsUp) live(world, random);
    await runs(asked, world, random.chance(0.1) ? random.below(40) : null);
  }
  dies = 0;
  world.manner = "takes";
  world.lagging.clear();
  world.silences = [];
  // Until a noon, when receivers are told.
  for (const end = Math.ceil((world.now + CALM_MS) / DAY_MS) * DAY_MS + DAY_MS / 2; world.now < end; ) {
    world.now += CALM_TICK_MS;
    world.believedAt = world.now;
    // Half way, what is open begins to end.
    if (Math.abs(end - world.now - CALM_MS / 2) < 3 * HOUR_MS && random.chance(0.2)) endOne(world, random);
    await runs(receiver, world, null);
  }
  return brokenPromises(world, receiver);
}

function receiverOf(random: Random): Receiver {
  return {
    ...TEST_RECEIVER,
    kind: random.chance(0.5) ? "text" : "standard",
    openForMs: random.below(3) * 15 * MINUTE_MS,
    everyMs: (1 + random.below(6)) * 5 * MINUTE_MS,
    openHours: random.chance(0.3) ? parseOpeningHours("Mo-Su 06:00-20:00") : null,
  };
}

/** Runs a tick, and another one beside it that begins so many turns later; null for none. */
async function runs(receiver: Receiver, world: ReceiverWorld, later: number | null): Promise<void> {
  const second = async (turns: number) => {
    for (let turn = 0; turn < turns; turn++) await null;
    await tell([receiver], world.view());
  };
  await Promise.all([tell([receiver], world.view()), later === null ? null : second(later)]);
}

/** What happens in the world between two ticks. */
function live(world: ReceiverWorld, random: Random): void {
  world.lagging.clear();
  if (random.chance(0.4)) {
    const lasted = random.below(3) * 10 * MINUTE_MS;
    const opened = world.open(`station ${random.below(6)}`, world.now - lasted);
    if (random.chance(0.2)) world.lagging.add(openingKey(opened));
  }
  if (random.chance(0.3)) endOne(world, random);
  if (random.chance(0.2)) {
    const alerts = [...world.alerts.keys()];
    world.lagging.add(alerts[random.below(alerts.length)] ?? "");
  }
  if (random.chance(0.1)) world.silences = random.chance(0.5) ? [] : [silence(world, random)];
}

function endOne(world: ReceiverWorld, random: Random): void {
  const open = [...world.alerts.values()].filter(({ status }) => status === "open");
  const alert: TellableAlert | undefined = open[random.below(open.length)];
  if (alert === undefined) return;
  world.resolve(alert, random.chance(0.2) ? { endReason: "withdrawn" } : {});
  if (random.chance(0.1)) world.alerts.delete(openingKey(alert));
}

function silence(world: ReceiverWorld, random: Random): Silence {
  return {
    silenceId: `silence ${world.now}`,
    systemId: "lyon",
    stationIds: [`station ${random.below(6)}`, `station ${random.below(6)}`],
    from: new Date(world.now - MINUTE_MS).toISOString(),
    until: new Date(world.now + (1 + random.below(6)) * HOUR_MS).toISOString(),
    reason: "",
    by: "Ada",
    addedAt: "",
  };
}
