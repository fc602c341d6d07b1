import { brotliCompressSync, brotliDecompressSync, deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { detect } from "../../functions/detect/detect.ts";
import { ByteWriter } from "../../functions/store/byte-writer.ts";
import { FORMAT } from "../../functions/store/packed-state.ts";
import { FaultsQueue } from "../../functions/stream/faults-queue.ts";
import { createRandom } from "../../local/city/random.ts";
import { at, reading, T0 } from "../core/builders.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import { container, MemoryStores } from "./memory-world.ts";
import { arrived, sequenceNumber, snapshotOf } from "./records.ts";

const MINUTE = 60_000;
/** Station a is empty from the second poll on: an alert is open. Station b is empty from the beginning. */
const BEFORE = ["hill", "quay"].flatMap((systemId) => [
  snapshotOf(systemId, at(0), reading("a", 2), reading("b", 0)),
  snapshotOf(systemId, at(1), reading("a", 0), reading("b", 0)),
]);
const AFTER = ["hill", "quay"].flatMap((systemId) => [
  snapshotOf(systemId, at(2), reading("a", 0), reading("b", 3)),
  snapshotOf(systemId, at(3), reading("a", 4), reading("b", 3)),
]);

async function folded(): Promise<MemoryStores> {
  const stores = new MemoryStores();
  await detect(arrived(BEFORE), container(stores));
  return stores;
}

function endsOf(stores: MemoryStores, systemId: string): string[] {
  return [...stores.items("alerts").values()]
    .filter((item) => item.systemId === systemId)
    .map(({ alertId, status, endedAt, endUncertain }) => {
      const minute = endedAt === undefined ? "" : ` at ${(Date.parse(String(endedAt)) - T0) / MINUTE}`;
      return `${String(alertId).slice(14)} ${status}${minute}${endUncertain ? " uncertain" : ""}`;
    })
    .toSorted();
}

type Damage = (item: Item, stores: MemoryStores) => void;

const state =
  (change: Item): Damage =>
  (item, { tables }) =>
    tables.write(
      "state",
      Object.fromEntries(Object.entries({ ...item, ...change }).filter(([, value]) => value !== undefined)),
    );
const list =
  (ids: unknown): Damage =>
  ({ systemId, stationsItem }, { tables }) =>
    tables.write("state", { systemId, item: stationsItem, ...(ids === undefined ? {} : { ids }) });
const bytes = (text: string) => deflateRawSync(text);

const DAMAGES: readonly (readonly [what: string, damage: Damage])[] = [
  [
    "the state's item is gone",
    ({ systemId }, { tables }) => tables.remove("state", { systemId, item: "state" }),
  ],
  [
    "the list of ids is gone",
    ({ systemId, stationsItem: item }, { tables }) => tables.remove("state", { systemId, item }),
  ],
  ["the list of ids is garbage", list(Buffer.from("garbage"))],
  ["the list of ids is cut off", list(bytes('["a","b"]').subarray(0, 6))],
  ["the list of ids is empty", list(bytes("[]"))],
  ["the list of ids has one id twice", list(bytes('["a","a"]'))],
  ["the list of ids is no list", list(bytes('{"a":1}'))],
  ["the list of ids has numbers", list(bytes("[1,2]"))],
  ["the list of ids is a text", list("a,b")],
  ["the list of ids has no bytes", list(undefined)],
  ["it names no list of ids", state({ stationsItem: undefined })],
  ["it names a list by a number", state({ stationsItem: 7 })],
  ["it names itself as its list", state({ stationsItem: "state" })],
  ["the format is a text", state({ format: "3" })],
  ["the format is missing", state({ format: undefined })],
  ["the format is 0", state({ format: 0 })],
  ["the format is broken", state({ format: 2.5 })],
  ["the format is an older one", state({ format: 1 })],
  ["the version is a text", state({ version: "1" })],
  ["the version is missing", state({ version: undefined })],
  ["the version is negative", state({ version: -1 })],
  ["the version is a list", state({ version: [1] })],
  ["the version has no successor", state({ version: Number.MAX_SAFE_INTEGER })],
  ["the mark is garbage", state({ markAt: "yesterday" })],
  ["the mark is a number", state({ markAt: 5 })],
  ["the mark is a day ahead of the clock", state({ markAt: new Date(at(367 * 1_440)).toISOString() })],
  ["the mark is missing", state({ markAt: undefined })],
  ["the newest snapshot's time is garbage", state({ snapshotAt: true })],
  ["the columns are missing", state({ columns: undefined })],
  ["the columns are a text", state({ columns: "abc" })],
  ["the columns are a number", state({ columns: 12 })],
  ["the columns are empty", state({ columns: Buffer.alloc(0) })],
  ["the columns are garbage", state({ columns: Buffer.from("garbage") })],
  ["the columns are those of other stations", state({ columns: brotliCompressSync(Buffer.from([9])) })],
  [
    "the columns are cut off",
    (item, stores) => state({ columns: (item.columns as Uint8Array).subarray(0, 9) })(item, stores),
  ],
  [
    "the columns unpack to more than memory",
    state({ columns: brotliCompressSync(Buffer.alloc(17_000_000)) }),
  ],
  ["the pending effects are missing", state({ pending: undefined })],
  ["the pending effects are garbage", state({ pending: "[{" })],
  ["the pending effects are garbled bytes", state({ pending: Buffer.from([1, 2, 3]) })],
  ["the pending effects are no list", state({ pending: "null" })],
  ["a pending effect is null", state({ pending: "[null]" })],
  ["a pending effect is half written", state({ pending: '[{"type":"open","alertId":"x"}]' })],
  [
    "a pending effect has an impossible time",
    state({ pending: '[{"type":"forget-stations","item":"x","expiresAt":1e20}]' }),
  ],
];

describe("a system whose state cannot be used begins anew, and the others go on in the same batch:", () => {
  test.each(DAMAGES)("%s", async (_what, damage) => {
    const stores = await folded();
    const untouched = await folded();
    damage(stores.stateItem("hill") ?? {}, stores);
    const detected = await detect(arrived(AFTER), container(stores));
    expect(detected).toMatchObject({ retryFrom: null, retryReasons: [] });
    expect(detected.losses).toHaveLength(1);
    expect(detected.losses[0]).toMatch(/hill .*; it begins anew, and the end of 2 open alerts is unknown$/);

    await detect(arrived(AFTER), container(untouched));
    expect(endsOf(stores, "quay")).toEqual(endsOf(untouched, "quay"));
    expect(endsOf(stores, "hill")).toEqual([
      "00:00.000Z/b/empty resolved at 2 uncertain",
      "01:00.000Z/a/empty resolved at 2 uncertain",
      "02:00.000Z/a/empty resolved at 3",
    ]);
    const state = await stores.stateOf("hill");
    expect(state).toMatchObject({ markAt: at(3), stationIds: ["a", "b"] });
    // Told once: the next batch finds nothing wrong.
    const again = await detect(arrived([snapshotOf("hill", at(4), reading("a", 1))]), container(stores));
    expect(again).toMatchObject({ losses: [], retryFrom: null, tally: { observed: 1, faults: 0 } });
  });

  test("what is lost is set aside with its bytes, and its end is announced", async () => {
    const stores = await folded();
    const item = stores.stateItem("hill") ?? {};
    list(Buffer.from("garbage"))(item, stores);
    stores.announced.length = 0;
    await detect(arrived(AFTER), container(stores));
    expect(stores.faults).toHaveLength(1);
    expect(stores.faults[0]).toMatchObject({
      systemId: "hill",
      reason: expect.stringMatching(/^the state of hill cannot be used: .* open alerts is unknown$/),
      record: null,
      items: [item, { item: item.stationsItem }],
    });
    const first = stores.announced.find(({ resolved }) => resolved.some(({ endUncertain }) => endUncertain));
    expect(first?.resolved.map(({ stationId, endUncertain }) => [stationId, endUncertain])).toEqual([
      ["b", true],
      ["a", true],
    ]);
  });

  test("the alerts of its last commit are written first, so that they end too", async () => {
    const stores = new MemoryStores();
    const dying = container(stores, { fails: (port) => (port === "flush" ? "before" : null) });
    await detect(arrived(BEFORE.slice(0, 2)), dying);
    expect(endsOf(stores, "hill")).toEqual([]);
    list(Buffer.from("garbage"))(stores.stateItem("hill") ?? {}, stores);
    await detect(arrived(AFTER), container(stores));
    expect(endsOf(stores, "hill")).toContain("01:00.000Z/a/empty resolved at 2 uncertain");
  });

  test("the alerts of its last commit end too where the index of open ones does not list them yet", async () => {
    const stores = new MemoryStores();
    const dying = container(stores, { fails: (port) => (port === "flush" ? "before" : null) });
    await detect(arrived(BEFORE.slice(0, 2)), dying);
    list(Buffer.from("garbage"))(stores.stateItem("hill") ?? {}, stores);
    await detect(arrived(AFTER), { ...container(stores), openAlerts: { list: async () => [] } });
    expect(endsOf(stores, "hill").filter((line) => line.endsWith("resolved at 2 uncertain"))).toHaveLength(2);
  });

  test("what had been folded is skipped: the alerts that stand open tell how far that was", async () => {
    const stores = await folded();
    stores.tables.remove("state", { systemId: "hill", item: "state" });
    const again = await detect(arrived([...BEFORE.slice(0, 2), ...AFTER.slice(0, 1)]), container(stores));
    expect(again.tally).toMatchObject({ skipped: 2, observed: 1, opened: 1 });
  });

  test("what had been folded is skipped: the mark that can still be read tells more", async () => {
    const stores = new MemoryStores();
    const polls = [0, 1, 2].map((minute) => snapshotOf("hill", at(minute), reading("b", 0)));
    await detect(arrived(polls.slice(0, 2)), container(stores));
    state({ columns: "" })(stores.stateItem("hill") ?? {}, stores);
    const { tally } = await detect(arrived(polls), container(stores));
    expect(tally).toMatchObject({ skipped: 2, observed: 1 });
  });

  /** The latest that a clock may say of what has happened. */
  const LATEST = at(366 * 1_440 + 5);
  test.each([
    ["opened later than any clock may say", at(1), LATEST + 1, 2],
    ["begun later than any clock may say", LATEST + 1, LATEST + 1, 2],
    ["opened as late as a clock may say, which does", at(1), LATEST, 3],
  ])("an alert %s keeps no poll from being folded", async (_what, startedAt, openedAt, skipped) => {
    const stores = new MemoryStores();
    const polls = [0, 1, 2].map((minute) => snapshotOf("hill", at(minute), reading("a", 2)));
    await detect(arrived(polls.slice(0, 2)), container(stores));
    const iso = (time: number) => new Date(time).toISOString();
    const ahead = { startedAt: iso(startedAt), openSince: iso(startedAt), openedAt: iso(openedAt) };
    const alertId = `${ahead.startedAt}/b/empty`;
    stores.tables.write("alerts", { systemId: "hill", alertId, rule: "empty", stationId: "b", ...ahead });
    state({ columns: "" })(stores.stateItem("hill") ?? {}, stores);
    const { tally } = await detect(arrived(polls), container(stores));
    expect(tally).toMatchObject({ skipped, observed: 3 - skipped });
  });

  test("is retried as long as the fault cannot be kept, and then begins anew", async () => {
    const stores = await folded();
    state({ columns: "" })(stores.stateItem("hill") ?? {}, stores);
    const [hill] = arrived(AFTER);
    const broken = container(stores, { fails: (port) => (port === "set-aside" ? "before" : null) });
    expect(await detect(hill ? [hill] : [], broken)).toMatchObject({ retryFrom: sequenceNumber(0) });
    expect(await detect(hill ? [hill] : [], container(stores))).toMatchObject({ retryFrom: null });
  });
});

test("whatever single byte of a state is wrong, nothing is retried for ever, and the next poll is folded", async () => {
  const random = createRandom(5);
  const stores = await folded();
  const good = stores.stateItem("hill") ?? {};
  const packed = brotliDecompressSync(good.columns as Uint8Array);
  let lost = 0;
  for (let round = 0; round < 150; round++) {
    const spoiled = Buffer.from(packed);
    for (let changes = random.below(3); changes >= 0; changes--)
      spoiled[random.below(spoiled.length)] = random.below(256);
    stores.tables.write("state", { ...good, version: round + 2, columns: brotliCompressSync(spoiled) });
    const world = container(stores);
    const detected = await detect(arrived(AFTER.slice(0, 2)), world);
    // A number of a part that nobody knows is newer code's, and waits for it.
    if (detected.retryReasons[0]?.includes("newer code") === true) continue;
    expect(detected).toMatchObject({ retryFrom: null });
    lost += detected.losses.length;
    expect((await stores.stateOf("hill")).markAt).toBe(at(3));
  }
  expect(lost).toBeGreaterThan(30);
});

describe("a state that newer code wrote", () => {
  test.each<[string, Damage]>([
    [
      "list of ids is gone",
      ({ systemId, stationsItem: item }, { tables }) => tables.remove("state", { systemId, item }),
    ],
    ["mark is none", (item, stores) => state({ markAt: "soon" })(item, stores)],
  ])("is never overwritten, also where its %s", async (_what, damage) => {
    const stores = await folded();
    const item = stores.stateItem("hill") ?? {};
    const newPart = new ByteWriter();
    newPart.writePart(1_000, (part) => part.writeNumber(1));
    const known = brotliDecompressSync(item.columns as Uint8Array);
    state({ columns: brotliCompressSync(Buffer.concat([known, newPart.bytes()])) })(item, stores);
    damage(stores.stateItem("hill") ?? {}, stores);
    const before = stores.stateItem("hill");
    expect(await detect(arrived(AFTER), container(stores))).toMatchObject({
      retryReasons: ["the state of hill has part 1000, which is not known: newer code wrote it"],
    });
    expect(stores.stateItem("hill")).toEqual(before);
  });

  test("is never overwritten: its records wait for ten minutes, are set aside then, and the others go on", async () => {
    const stores = await folded();
    state({ format: FORMAT + 1 })(stores.stateItem("hill") ?? {}, stores);
    const before = stores.stateItem("hill");
    let now = at(10);
    stores.now = () => now;
    const world = container(stores);
    const reasons = [
      `the state of hill has format ${FORMAT + 1}, expected at most ${FORMAT}: newer code wrote it`,
    ];
    const first = await detect(arrived(AFTER), world);
    expect(first).toMatchObject({
      retryFrom: sequenceNumber(0),
      retryReasons: reasons,
      tally: { faults: 0 },
    });
    expect(endsOf(stores, "quay")).toContain("00:00.000Z/b/empty resolved at 2");
    now += 10 * MINUTE - 1;
    expect(await detect(arrived(AFTER), world)).toMatchObject({ retryFrom: sequenceNumber(0) });
    now += 1;
    expect(await detect(arrived(AFTER), world)).toMatchObject({ retryFrom: null, tally: { faults: 2 } });
    expect(stores.faults.map(({ record, reason }) => [record?.sequenceNumber, reason])).toEqual([
      [sequenceNumber(0), reasons[0]],
      [sequenceNumber(1), reasons[0]],
    ]);
    expect(stores.stateItem("hill")).toEqual(before);
    // Once it can be read again, the ten minutes begin anew.
    stores.tables.write("state", { ...before, format: FORMAT });
    expect(await detect(arrived(AFTER), world)).toMatchObject({ retryFrom: null, tally: { faults: 0 } });
    stores.tables.write("state", { ...stores.stateItem("hill"), format: FORMAT + 1 });
    const later = arrived([snapshotOf("hill", at(20), reading("a", 1))]);
    expect(await detect(later, world)).toMatchObject({ retryFrom: sequenceNumber(0) });
  });
});

describe("a roster that cannot be used", () => {
  test.each([
    ["has garbage for stations", { stations: Buffer.from("garbage") }],
    ["has no list of stations", { stations: bytes("{}") }],
    ["has a station without a name", { stations: bytes('[{"stationId":"a"}]') }],
    ["was fetched at no time", { fetchedAt: "soon" }],
    ["was fetched by a clock that was ahead", { fetchedAt: "2199-01-01T00:00:00.000Z" }],
  ])("%s: ids serve as names until the next one", async (_what, change) => {
    const stores = await folded();
    const good = {
      systemId: "hill",
      item: "roster",
      fetchedAt: new Date(T0).toISOString(),
      stations: bytes("[]"),
    };
    stores.tables.write("state", { ...good, ...change });
    const world = container(stores);
    expect(await detect(arrived(AFTER), world)).toMatchObject({ retryFrom: null, tally: { faults: 1 } });
    expect(stores.faults).toMatchObject([
      {
        systemId: "hill",
        reason: expect.stringMatching(/^the roster of hill cannot be used: /),
        items: [{ item: "roster" }],
      },
    ]);
    const station = {
      stationId: "a",
      name: "Upper Gate",
      address: null,
      latitude: null,
      longitude: null,
      capacity: null,
    };
    const next = {
      type: "roster",
      systemId: "hill",
      fetchedAt: at(4),
      timeZone: null,
      stations: [station],
    } as const;
    await detect(arrived([next, snapshotOf("hill", at(5), reading("a", 0))]), world);
    const names = [...stores.items("alerts").values()].map(({ stationName }) => stationName);
    expect(names).toContain("Upper Gate");
  });
});

test("items that are too long for a message are set aside in several", async () => {
  const sent: { items: string; part: number; parts: number }[] = [];
  const client = {
    send: async ({ input }: { input: { MessageBody: string } }) =>
      void sent.push(JSON.parse(input.MessageBody)),
  };
  const random = createRandom(1);
  const columns = Buffer.from(Array.from({ length: 350_000 }, () => random.below(256)));
  const items = [{ item: "state", columns, big: 9n, texts: new Set(["a"]) }];
  await new FaultsQueue(client as never, "url").setAside({
    systemId: "hill",
    reason: "",
    record: null,
    effect: null,
    items,
  });
  expect(sent.map(({ part, parts }) => `${part} of ${parts}`)).toEqual(["1 of 3", "2 of 3", "3 of 3"]);
  const text = inflateRawSync(Buffer.from(sent.map((one) => one.items).join(""), "base64")).toString();
  expect(JSON.parse(text)).toEqual([
    { item: "state", columns: columns.toString("base64"), big: "9", texts: ["a"] },
  ]);
});
