import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Act, HANDLING_ATTRIBUTES, type Handling } from "../../functions/core/handling.ts";
import { EffectStore } from "../../functions/store/effect-store.ts";
import { type LogEntry, PeopleLog } from "../../functions/store/people-log.ts";
import { type Handled, PeopleStore } from "../../functions/store/people-store.ts";
import { SilenceStore } from "../../functions/store/silence-store.ts";
import { anOpening, aResolving, at } from "../core/builders.ts";
import { useDynalite } from "../doubles/tables/dynalite.ts";

const dynalite = useDynalite();
const { alerts, windows, state, people } = dynalite.tables;
const DAY_MS = 86_400_000;
const ALERT_ID = anOpening().alertId;

const store = () => new PeopleStore(dynalite.client, { alerts, people }, 400 * DAY_MS);
const iso = (minute: number) => new Date(at(minute)).toISOString();

async function opened(systemId: string): Promise<void> {
  const effects = new EffectStore(dynalite.client, { alerts, windows, state }, () => at(5));
  await effects.flush(systemId, anOpening());
}

async function resolved(systemId: string): Promise<void> {
  const effects = new EffectStore(dynalite.client, { alerts, windows, state }, () => at(5));
  await effects.flush(systemId, aResolving());
}

function act(type: Act["type"], by: string, more: Partial<Act> = {}): Act {
  return { type, by, at: iso(10), takes: false, ...more };
}

async function itemOf(systemId: string) {
  const [item] = await dynalite.itemsOf(alerts, systemId);
  return item;
}

async function itemsAbout(subject: string) {
  return (await dynalite.scan(people)).filter((item) => item.subject === subject);
}

const logOf = (systemId: string) => itemsAbout(`log/${systemId}`);

describe("who looks after an alert", () => {
  test("stands in its item at once, and in the log with what it replaced", async () => {
    await opened("ack");
    const before = await itemOf("ack");
    const handled = await store().handle(
      "ack",
      ALERT_ID,
      act("ack", "Ada", { note: "van" }),
      "arn:aws:iam::1:user/ada",
    );
    const item = { ...before, acknowledgedBy: "Ada", acknowledgedAt: iso(10), note: "van" };
    expect(handled).toEqual({ type: "done", alert: item });
    expect(await itemOf("ack")).toEqual(item);
    expect(await logOf("ack")).toEqual([
      {
        subject: "log/ack",
        item: expect.stringMatching(new RegExp(`^${ALERT_ID}/${iso(10)}/[0-9a-f]{12}$`)),
        act: "ack",
        by: "Ada",
        caller: "arn:aws:iam::1:user/ada",
        at: iso(10),
        wrote: { acknowledgedBy: "Ada", acknowledgedAt: iso(10), note: "van" },
        replaced: { acknowledgedBy: null, acknowledgedAt: null, note: null },
        expiresAt: Math.ceil((at(10) + 400 * DAY_MS) / 1_000),
      },
    ]);
  });

  test("survives the end of the alert, and is then only given notes", async () => {
    await opened("ends");
    await store().handle("ends", ALERT_ID, act("ack", "Ada"), null);
    await resolved("ends");
    expect(await store().handle("ends", ALERT_ID, act("unack", "Ada"), null)).toMatchObject({
      refused: { type: "over" },
    });
    const noted = await store().handle("ends", ALERT_ID, act("note", "Bob", { note: "fixed" }), null);
    expect(noted).toMatchObject({
      type: "done",
      alert: { status: "resolved", acknowledgedBy: "Ada", note: "fixed" },
    });
  });

  test("is absent where there is no such alert, and none is made", async () => {
    expect(await store().handle("nowhere", ALERT_ID, act("ack", "Ada"), null)).toEqual({ type: "absent" });
    expect(await itemOf("nowhere")).toBeUndefined();
    expect(await logOf("nowhere")).toEqual([]);
  });

  test("that changes nothing writes nothing", async () => {
    await opened("again");
    await store().handle("again", ALERT_ID, act("ack", "Ada"), null);
    await store().handle("again", ALERT_ID, act("ack", "Ada", { at: iso(11) }), null);
    expect(await logOf("again")).toHaveLength(1);
    expect(await itemOf("again")).toMatchObject({ acknowledgedAt: iso(10) });
  });

  test("is one person when several say so at once; the others are told who", async () => {
    await opened("race");
    const names = ["Ada", "Bob", "Cid", "Dot"];
    const all = await Promise.all(names.map((by) => store().handle("race", ALERT_ID, act("ack", by), null)));
    const { acknowledgedBy } = (await itemOf("race")) as { acknowledgedBy: string };
    for (const [index, handled] of all.entries()) {
      if (names[index] === acknowledgedBy) expect(handled.type).toBe("done");
      else expect(handled).toMatchObject({ refused: { type: "taken", by: acknowledgedBy } });
    }
    expect(await logOf("race")).toHaveLength(1);
  });

  test("is written by a request that names no attributes but people's and the key", async () => {
    await opened("rights");
    const named: string[] = [];
    const client = Object.create(dynalite.client, {
      send: {
        value: (command: UpdateCommand) => {
          if (command instanceof UpdateCommand) {
            const { UpdateExpression = "", ConditionExpression = "" } = command.input;
            named.push(
              ...(`${UpdateExpression} ${ConditionExpression}`.replace(/:\w+/g, "").match(/[a-z]\w+/gi) ??
                []),
            );
          }
          return dynalite.client.send(command);
        },
      },
    });
    const watched = new PeopleStore(client, { alerts, people }, DAY_MS);
    await watched.handle("rights", ALERT_ID, act("ack", "Ada", { note: "van" }), null);
    await watched.handle("rights", ALERT_ID, act("unack", "Ada", { note: null }), null);
    const words = new Set(named.filter((name) => !/^(SET|REMOVE|AND|attribute_(not_)?exists)$/.test(name)));
    expect([...words].sort()).toEqual(["acknowledgedAt", "acknowledgedBy", "alertId", "note"]);
  });
});

describe("an answer that is lost", () => {
  const timedOut = Object.assign(new Error("no answer"), { name: "TimeoutError" });
  const inTheWay = Object.assign(new Error("the condition did not hold"), {
    name: "ConditionalCheckFailedException",
    $metadata: { attempts: 2 },
  });

  /** A store whose first update is done, or not, and seems to have failed. */
  function failing(error: Error, isDone: boolean): PeopleStore {
    let failed = false;
    const client = Object.create(dynalite.client, {
      send: {
        value: async (command: UpdateCommand) => {
          if (failed || !(command instanceof UpdateCommand)) return await dynalite.client.send(command);
          failed = true;
          if (isDone) await dynalite.client.send(command);
          throw error;
        },
      },
    });
    return new PeopleStore(client, { alerts, people }, 400 * DAY_MS);
  }

  const ACTS = [
    ["ack", act("ack", "Bob", { takes: true, note: "mine" })],
    ["unack", act("unack", "Ada")],
    ["note", act("note", "Bob", { note: "new" })],
  ] as const;
  const LOST = [timedOut, inTheWay].flatMap((error) =>
    ACTS.map(([type, one]) => [type, error, one] as const),
  );

  test.each(LOST)("of %s (%s) loses no entry of the log", async (type, error, one) => {
    const systemId = `lost-${type}-${error.name}`;
    await opened(systemId);
    await store().handle(systemId, ALERT_ID, act("ack", "Ada", { at: iso(1) }), null);
    expect(await failing(error, true).handle(systemId, ALERT_ID, one, null)).toMatchObject({ type: "done" });
    const log = await new PeopleLog(dynalite.client, people).of(systemId, ALERT_ID, at(11));
    expect(log.map((entry) => entry.act)).toEqual(["ack", type]);
  });

  test("makes no entry of what was not done", async () => {
    await opened("not-done");
    await expect(
      failing(timedOut, false).handle("not-done", ALERT_ID, act("ack", "Ada"), null),
    ).rejects.toThrow("no answer");
    expect(await logOf("not-done")).toEqual([]);
    expect(
      await failing(inTheWay, false).handle("not-done", ALERT_ID, act("ack", "Ada"), null),
    ).toMatchObject({
      type: "done",
    });
    expect(await logOf("not-done")).toHaveLength(1);
  });
});

test("the log of an alert is in order, and knows nothing of another whose id begins like it, nor of what has expired", async () => {
  const log = new PeopleLog(dynalite.client, people);
  const entry = (minute: number): LogEntry => ({
    act: "note",
    by: "Ada",
    at: iso(minute),
    wrote: { note: `${minute}` },
    replaced: { note: null },
  });
  await log.put("logged", ALERT_ID, entry(5), at(99));
  await log.put("logged", ALERT_ID, entry(2), at(99));
  await log.put("logged", ALERT_ID, entry(1), at(50));
  await log.put("logged", `${ALERT_ID}/b/full`, entry(3), at(99));
  expect(await log.of("logged", ALERT_ID, at(60))).toEqual([entry(2), entry(5)]);
});

interface Entry {
  readonly wrote: Partial<Handling>;
  readonly replaced: Partial<Handling>;
}

test("whatever people do at once, the log's entries lead from nothing to what stands in the item", async () => {
  const anAct = fc.record({
    type: fc.constantFrom("ack" as const, "unack" as const, "note" as const),
    by: fc.constantFrom("Ada", "Bob"),
    note: fc.constantFrom(undefined, null, "one", "two"),
    takes: fc.boolean(),
  });
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(anAct, { minLength: 1, maxLength: 3 }), { maxLength: 5 }),
      async (rounds) => {
        const systemId = `people-${run++}`;
        await opened(systemId);
        let minute = 0;
        for (const round of rounds) {
          minute++;
          const doing = round.map(
            (one, index): Promise<Handled> =>
              store().handle(
                systemId,
                ALERT_ID,
                { ...one, at: new Date(at(minute) + index).toISOString() },
                null,
              ),
          );
          await Promise.all(doing);
        }
        const item = ((await itemOf(systemId)) ?? {}) as Partial<Handling>;
        const entries = (await logOf(systemId)) as unknown as Entry[];
        for (const name of HANDLING_ATTRIBUTES) {
          const wrote = entries.flatMap((entry) => (name in entry.wrote ? [entry.wrote[name]] : []));
          const replaced = entries.flatMap((entry) => (name in entry.replaced ? [entry.replaced[name]] : []));
          // A chain: whatever was written was replaced later, but for the last, which stands in the item.
          expect([null, ...wrote].sort()).toEqual([item[name] ?? null, ...replaced].sort());
        }
      },
    ),
    { numRuns: 10 },
  );
});

describe("silences", () => {
  const silences = () => new SilenceStore(dynalite.client, people);
  const SILENCE = {
    systemId: "lyon",
    stationIds: ["1"],
    from: iso(0),
    until: iso(60),
    reason: "road works",
    by: "Ada",
    addedAt: iso(0),
  };

  test("are kept once, listed by their beginnings, and deleted 30 days after their ends", async () => {
    const later = await silences().add({ ...SILENCE, from: iso(5) });
    const first = await silences().add(SILENCE);
    expect(await silences().add(SILENCE)).toEqual(first);
    expect(await silences().list()).toEqual([first, later]);
    const [item] = await itemsAbout("silence");
    expect(item?.expiresAt).toBe(Math.ceil((at(60) + 30 * DAY_MS) / 1_000));
  });

  test("are added anew where the same was ended at the same time of a clock that stands still", async () => {
    const same = { ...SILENCE, reason: "again" };
    const first = await silences().add(same);
    expect(await silences().end(first.silenceId, iso(0), "Bob")).toBe(true);
    const second = await silences().add(same);
    expect(second.silenceId).not.toBe(first.silenceId);
    const found = (await silences().list()).find(({ silenceId }) => silenceId === second.silenceId);
    expect(found).toMatchObject({ until: same.until });
  });

  test("end once, and say who ended them", async () => {
    const { silenceId } = await silences().add({ ...SILENCE, reason: "ends" });
    expect(await silences().end(silenceId, iso(10), "Bob")).toBe(true);
    expect(await silences().end(silenceId, iso(11), "Cid")).toBe(false);
    expect(await silences().end("nothing", iso(11), "Cid")).toBe(false);
    const ended = (await silences().list()).find((one) => one.silenceId === silenceId);
    expect(ended).toMatchObject({ until: iso(10), endedBy: "Bob" });
  });
});
