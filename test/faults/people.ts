import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Act } from "../../functions/core/handling.ts";
import type { Silence } from "../../functions/core/silences.ts";
import { PeopleStore } from "../../functions/store/people-store.ts";
import { SilenceStore } from "../../functions/store/silence-store.ts";
import type { Random } from "../../local/city/random.ts";
import { clientOver, newCaller } from "./containers.ts";
import type { Caller } from "./network.ts";
import type { Deed } from "./people-ledger.ts";
import type { World } from "./world.ts";

/** One run of a person's command. */
interface Person extends Caller {
  readonly alerts: PeopleStore;
  readonly silences: SilenceStore;
}

const PEOPLE = ["Ada", "Bob", "Cid"];
const NOTES = ["a van is on its way", "the lock is broken", null];
const HOUR_MS = 3_600_000;
/** People's clocks differ by so much. */
const CLOCK_MS_MAX = 2_000;
/** So much later somebody does something with the same alert. */
const AT_ONCE_MS = 40;
const SOON_MS = 60_000;
const LOG_RETENTION_MS = 400 * 86_400_000;

/** Somebody does something with an alert, open or not, often two at once; or adds a silence. */
export function act(world: World): void {
  const { random } = world;
  if (random.chance(0.3)) {
    addSilence(world, newSilence(world));
    return;
  }
  const alerts = world.tables.all("alerts");
  const newest = alerts.at(-1);
  const alert = random.chance(0.5) ? newest : alerts[random.below(alerts.length)];
  if (alert === undefined) return;
  const key = { systemId: String(alert.systemId), alertId: String(alert.alertId) };
  handleAlert(world, key, true);
  if (random.chance(0.5)) world.time.after(random.below(AT_ONCE_MS), () => handleAlert(world, key, true));
}

function handleAlert(
  world: World,
  key: { readonly systemId: string; readonly alertId: string },
  triesAgain: boolean,
): void {
  const { random } = world;
  const by = oneOf(random, PEOPLE);
  const told: Act = {
    type: oneOf(random, ["ack", "ack", "unack", "note"]),
    by,
    at: clockOf(world),
    note: random.chance(0.5) ? oneOf(random, NOTES) : undefined,
    takes: random.chance(0.3),
  };
  const deed: Deed = { by, act: told, endsSilence: false, answer: null };
  world.tell(`${by} does ${told.type} with ${key.alertId}`);
  newPerson(world, deed)
    .alerts.handle(key.systemId, key.alertId, told, null)
    .then(
      ({ type }) => {
        deed.answer = type;
      },
      // Who is told that it failed does something once more, or nothing.
      () => {
        if (triesAgain) world.time.after(random.below(AT_ONCE_MS), () => handleAlert(world, key, false));
      },
    );
}

/** Somebody adds a silence, and perhaps somebody ends it; on a clock that stands still it may then be added again. */
function addSilence(world: World, silence: Omit<Silence, "silenceId">): void {
  const deed: Deed = { by: silence.by, act: null, endsSilence: false, answer: null };
  world.tell(`${silence.by} adds a silence`);
  newPerson(world, deed)
    .silences.add(silence)
    .then(
      (added) => {
        world.people.silences.set(added.silenceId, added);
        for (let times = world.random.below(3); times > 0; times--)
          world.time.after(world.random.below(SOON_MS), () => endSilence(world, added));
      },
      () => undefined,
    );
}

function endSilence(world: World, { silenceId, ...silence }: Silence): void {
  const { random, time } = world;
  const by = oneOf(random, PEOPLE);
  world.tell(`${by} ends the silence ${silenceId}`);
  newPerson(world, { by, act: null, endsSilence: true, answer: null })
    .silences.end(silenceId, clockOf(world), by)
    .then(
      (isEnded) => {
        if (isEnded && random.chance(0.5))
          time.after(random.below(SOON_MS), () => addSilence(world, silence));
      },
      () => undefined,
    );
}

function newPerson(world: World, deed: Deed): Person {
  const caller = newCaller(deed.by);
  const { send } = clientOver<DynamoDBDocumentClient>(world, caller, (command) => {
    world.ledger.writer = null;
    return world.people.during(deed, () => world.tables.send(command));
  });
  // The SDK's paginator takes its own clients alone.
  const dynamo = Object.assign(Object.create(DynamoDBDocumentClient.prototype), { send });
  const alerts = new PeopleStore(dynamo, { alerts: "alerts", people: "people" }, LOG_RETENTION_MS);
  return Object.assign(caller, { alerts, silences: new SilenceStore(dynamo, "people") });
}

function newSilence(world: World): Omit<Silence, "silenceId"> {
  const { random, time, systems } = world;
  const by = oneOf(random, PEOPLE);
  const addedAt = clockOf(world);
  const until = new Date(time.now + HOUR_MS + random.below(48 * HOUR_MS)).toISOString();
  return { systemId: oneOf(random, systems), from: addedAt, until, reason: "a fair", by, addedAt };
}

function clockOf({ random, time }: World): string {
  return new Date(time.now + random.below(2 * CLOCK_MS_MAX) - CLOCK_MS_MAX).toISOString();
}

function oneOf<T>(random: Random, choices: readonly T[]): T {
  return choices[random.below(choices.length)] as T;
}
