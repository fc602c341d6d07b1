import { inflateRawSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type AlertsChanged, announcementsOf } from "../../functions/core/announcement.ts";
import { isoTime } from "../../functions/core/iso-time.ts";
import type { StreamMessage, Unreadable } from "../../functions/core/messages.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { detect } from "../../functions/detect/detect.ts";
import type { ArrivedRecord } from "../../functions/detect/ports.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import { outcomes, ruleBooks } from "../core/arbitrary.ts";
import { run } from "../core/builders.ts";
import { looksOf } from "../core/looks.ts";
import { container, MemoryStores, type Mishaps, RETENTION } from "./memory-world.ts";
import { arrived, unreadable } from "./records.ts";

fc.configureGlobal({ seed: 20_260_504 });

const SYSTEMS = ["hill", "quay", "__proto__"];

/** The records of three systems on one shard, interleaved in any order, some of them unreadable. */
const shard: fc.Arbitrary<ArrivedRecord[]> = fc
  .tuple(fc.tuple(outcomes(9), outcomes(9), outcomes(5)), fc.array(fc.nat({ max: 3 }), { maxLength: 30 }))
  .map(([histories, order]) => {
    const queues = histories.map((history, index) =>
      history.map((outcome) => ({ ...outcome, systemId: SYSTEMS[index] ?? "" })),
    );
    const messages: (StreamMessage | Unreadable)[] = [];
    for (const next of order) {
      const message = next === 3 ? unreadable() : queues[next]?.shift();
      if (message !== undefined) messages.push(message);
    }
    return arrived([...messages, ...queues.flat()]);
  });

interface Delivery {
  readonly size: number;
  /** This many records are delivered again, as after a rewound checkpoint. */
  readonly rewinds: number;
  readonly failsAtCall: number;
  /** A mishap is one failing call, or a container that dies: nobody hears its answer. */
  readonly kind: "none" | "before" | "after" | "dies before" | "dies after";
  readonly isNewContainer: boolean;
}

const delivery: fc.Arbitrary<Delivery> = fc.record({
  size: fc.integer({ min: 1, max: 8 }),
  rewinds: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat({ max: 9 }) }),
  failsAtCall: fc.nat({ max: 25 }),
  kind: fc.constantFrom("none", "before", "after", "dies before", "dies after"),
  isNewContainer: fc.boolean(),
});
const CALM: Delivery = { size: 5, rewinds: 0, failsAtCall: 0, kind: "none", isNewContainer: true };

function fateIn({ kind, failsAtCall }: Delivery): NonNullable<Mishaps["fails"]> {
  const when = kind.endsWith("after") ? "after" : "before";
  return (_port, call) => {
    if (kind === "none" || call < failsAtCall) return null;
    if (call === failsAtCall) return when;
    return kind.startsWith("dies") ? "before" : null;
  };
}

/** Delivers the records from `from` on as an event source mapping does, until all are done. */
async function deliver(
  records: readonly ArrivedRecord[],
  stores: MemoryStores,
  plan: readonly Delivery[],
  mishaps: Mishaps,
): Promise<void> {
  let position = 0;
  let turn = 0;
  let flushedVersions = new Map<string, number>();
  while (position < records.length) {
    const one = plan[turn++] ?? CALM;
    position = Math.max(position - one.rewinds, 0);
    const batch = records.slice(position, position + one.size);
    if (one.isNewContainer) flushedVersions = new Map();
    const world = { ...container(stores, { ...mishaps, fails: fateIn(one) }), flushedVersions };
    const { retryFrom } = await detect(batch, world);
    if (one.kind.startsWith("dies")) flushedVersions = new Map();
    else if (retryFrom === null) position += batch.length;
    else position = records.findIndex(({ sequenceNumber }) => sequenceNumber === retryFrom);
  }
}

/** The result of folding the records in one go. */
async function expected(records: readonly ArrivedRecord[], ruleBook: RuleBook) {
  const stores = new MemoryStores();
  const { effects } = stores.adapters();
  const states = new Map<string, unknown>();
  const looks = new Map<string, unknown>();
  for (const systemId of SYSTEMS) {
    let state = NEW_SYSTEM;
    for (const { message, arrivedAt, sequenceNumber } of records) {
      if (message.type === "unreadable" || message.type === "roster" || message.systemId !== systemId)
        continue;
      const more = { ruleBook, arrivedAt, ...RETENTION };
      const next = run([message], more, state);
      for (const effect of next.effects) await effects.flush(systemId, effect);
      stores.announced.push(...announcementsOf(systemId, next.effects));
      const played = looksOf([message], more, state);
      state = played.state;
      for (const look of played.looks) {
        const { at, believed } = look.past;
        const expiresAt = Math.ceil((arrivedAt + RETENTION.windowRetentionMs) / 1_000);
        const ids = believed === null ? {} : { stations: believed.stationIds };
        const item = { systemId, at: isoTime(at), look: packLook(look, sequenceNumber), ...ids, expiresAt };
        looks.set(`${systemId}/${item.at}`, item);
      }
    }
    states.set(systemId, state);
  }
  return { stores, states, looks };
}

/** The table of history, with the ids themselves in place of their list's name. */
function historyOf(stores: MemoryStores): Map<string, unknown> {
  const items = [...stores.items("history")].map(([key, item]) => {
    if (item.stations === undefined) return [key, item] as const;
    const list = stores.tables.read("state", { systemId: item.systemId, item: item.stations });
    const ids = inflateRawSync((list?.ids as Uint8Array | undefined) ?? "").toString();
    return [key, { ...item, stations: JSON.parse(ids) }] as const;
  });
  return new Map(items);
}

/** Announcements without repeats, which must be identical; the order of alerts within one does not matter. */
function distinct(announced: readonly AlertsChanged[]) {
  const byId = new Map<string, unknown>();
  for (const change of announced) {
    const sorted = { ...change, opened: byAlert(change.opened), resolved: byAlert(change.resolved) };
    const known = byId.get(change.id);
    if (known === undefined) byId.set(change.id, sorted);
    else expect(sorted).toEqual(known);
  }
  return byId;
}

function byAlert<T extends { readonly alertId: string }>(alerts: readonly T[]): T[] {
  return alerts.toSorted((a, b) => (a.alertId < b.alertId ? -1 : 1));
}

async function expectSame(stores: MemoryStores, records: readonly ArrivedRecord[], ruleBook: RuleBook) {
  const folded = await expected(records, ruleBook);
  expect(stores.items("alerts")).toEqual(folded.stores.items("alerts"));
  expect(stores.items("windows")).toEqual(folded.stores.items("windows"));
  expect(historyOf(stores)).toEqual(folded.looks);
  expect(distinct(stores.announced)).toEqual(distinct(folded.stores.announced));
  for (const [systemId, state] of folded.states) expect(await stores.stateOf(systemId)).toEqual(state);
  const kept = new Set(stores.faults.map(({ record }) => record?.sequenceNumber));
  const faulty = records.filter(({ message }) => message.type === "unreadable");
  expect(kept).toEqual(new Set(faulty.map(({ sequenceNumber }) => sequenceNumber)));
}

test("however the log is split, repeated and interrupted, it comes to the same as in one go", async () => {
  const plans = fc.array(delivery, { maxLength: 15 });
  await fc.assert(
    fc.asyncProperty(shard, plans, ruleBooks, async (records, plan, ruleBook) => {
      const stores = new MemoryStores();
      await deliver(records, stores, plan, { ruleBook });
      await expectSame(stores, records, ruleBook);
    }),
    { numRuns: 200 },
  );
});

test("commits of any size come to the same", async () => {
  const bytes = fc.integer({ min: 290_000, max: 300_000 });
  await fc.assert(
    fc.asyncProperty(shard, bytes, ruleBooks, async (records, extraBytes, ruleBook) => {
      const stores = new MemoryStores();
      await deliver(records, stores, [], { ruleBook, extraBytes });
      await expectSame(stores, records, ruleBook);
    }),
    { numRuns: 50 },
  );
});

test("a zombie that works on the same records at the same time, and dies somewhere, changes nothing", async () => {
  const waits = fc.array(fc.nat({ max: 6 }), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(
      shard,
      delivery,
      waits,
      waits,
      ruleBooks,
      async (records, zombie, own, its, ruleBook) => {
        const stores = new MemoryStores();
        const pace = (turns: readonly number[]) => (call: number) => turns[call % turns.length] ?? 0;
        const dying = container(stores, { ruleBook, waits: pace(its), fails: fateIn(zombie) });
        const late = detect(records.slice(0, zombie.size * 2), dying);
        await deliver(records, stores, [], { ruleBook, waits: pace(own) });
        await late;
        await expectSame(stores, records, ruleBook);
      },
    ),
    { numRuns: 150 },
  );
});
