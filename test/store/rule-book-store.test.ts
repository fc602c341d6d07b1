import { randomUUID } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NewerStateError, UnusableItem } from "../../functions/core/refusal.ts";
import { NO_GUARDS, type RuleBook } from "../../functions/core/rules.ts";
import { packRuleBook, unpackRuleBook } from "../../functions/store/packed-rule-book.ts";
import { RuleBookStore, ruleBookItem } from "../../functions/store/rule-book-store.ts";
import { StateStore } from "../../functions/store/state-store.ts";
import type { StationRuleSettings, SystemsConfiguration } from "../../functions/systems/configuration.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { at, reading, run, snapshot } from "../core/builders.ts";
import { clientOf } from "../doubles/client.ts";
import { MemoryTables } from "../doubles/tables/tables.ts";

type Stations = Readonly<Record<string, { readonly rules: StationRuleSettings }>>;

function bookOf(stations: Stations, more: Partial<SystemsConfiguration["systems"][0]> = {}): RuleBook {
  const entry = { systemId: "hill", kind: "gbfs", url: "https://hill.example", stations, ...more } as const;
  return ruleBookOf({ systems: [entry as SystemsConfiguration["systems"][0]] }, "hill", "ab12cd34");
}

/** One override of each station, unlike any other's. */
function overrides(count: number): Stations {
  return Object.fromEntries(
    Array.from({ length: count }, (_, number) => [
      randomUUID(),
      { rules: { empty: { atMost: number, for: `${number}s` }, "few-ebikes": { atMost: 2 } } },
    ]),
  );
}

const LARGE = bookOf(overrides(5_000));

function aTable() {
  const tables = new MemoryTables();
  const client = clientOf<ConstructorParameters<typeof RuleBookStore>[0]>(tables);
  const newStore = () => new RuleBookStore(client, "state");
  return { tables, client, newStore, parts: () => tables.all("state").map(({ item }) => item) };
}

describe("a rule book", () => {
  test("comes back as it was, whatever is off, overridden or named", async () => {
    const settings = fc.record(
      {
        empty: fc.oneof(fc.constant(false as const), fc.record({ atMost: fc.nat(9) })),
        closed: fc.constant(false as const),
        "few-ebikes": fc.record({ atMost: fc.nat(9) }),
      },
      { requiredKeys: [] },
    );
    const stations = fc.dictionary(
      fc.oneof(fc.string({ minLength: 1 }), fc.constant("__proto__")),
      settings.map((rules) => ({ rules })),
    );
    const more = fc.record(
      {
        rules: fc
          .tuple(settings, fc.boolean())
          .map(([rules, isOff]) => (isOff ? { ...rules, "feed-frozen": false as const } : rules)),
        openingHours: fc.constantFrom("Mo-Fr 06:00-22:00; PH off", "Apr-Oct 24/7"),
        timeZone: fc.constant("Europe/Paris"),
        guards: fc.constant({ rebaselineAfter: false, unreportedDocks: false } as const),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(stations, more, (own, rest) => {
        const book = bookOf(own, rest);
        const read = unpackRuleBook(book.version, packRuleBook(book));
        // A station whose rules are those of its system needs none of its own.
        const differing = [...book.stations].filter(
          ([, rules]) => JSON.stringify(rules) !== JSON.stringify(book.rules),
        );
        expect(read).toEqual({ ...book, stations: new Map(differing) });
      }),
      { numRuns: 50 },
    );
  });

  test("has equal bytes however its rules are written", () => {
    const once = bookOf({ b: { rules: { empty: { atMost: 2 } } }, a: { rules: { full: false } } });
    const again = bookOf({
      a: { rules: { full: false, closed: {} } },
      c: { rules: { empty: {} } },
      b: { rules: { empty: { atMost: 2, clearAt: 3 } } },
    });
    expect(packRuleBook(again)).toEqual(packRuleBook(once));
  });

  test("of 5,000 overrides of ids that do not compress lies in parts, each far below an item's limit", async () => {
    const { newStore, parts, tables } = aTable();
    const book = LARGE;
    await newStore().put("hill", book);
    expect(parts().length).toBeGreaterThan(1);
    for (const { book: bytes } of tables.all("state"))
      expect((bytes as Uint8Array).length).toBeLessThan(300_000);
    const read = await newStore().load("hill", book.version);
    expect(read?.stations).toEqual(book.stations);
    const texts = packRuleBook(book).map((part) => inflateRawSync(part).toString("utf8"));
    for (const text of texts.slice(0, -1)) {
      expect(text.length).toBeGreaterThan(290_000);
      expect(text.length).toBeLessThan(303_000);
    }
    const ids = texts.flatMap((text) =>
      (JSON.parse(text) as { stations: [string][] }).stations.map(([id]) => id),
    );
    expect(ids).toEqual([...book.stations.keys()].sort());
  });
});

describe("the store of rule books", () => {
  const book = bookOf({ a: { rules: { full: false } } });

  test("puts a book once a container, and what is there stays", async () => {
    const { newStore, tables } = aTable();
    const store = newStore();
    await store.put("hill", book);
    const { write } = tables.units;
    await store.put("hill", book);
    expect(tables.units.write).toBe(write);
    const [before] = tables.all("state");
    await store.put("quay", book);
    await store.put("hill", { ...book, version: "00000000" });
    expect(tables.all("state").map(({ systemId, item }) => `${systemId} ${item}`)).toEqual([
      "hill rules/ab12cd34/1",
      "quay rules/ab12cd34/1",
      "hill rules/00000000/1",
    ]);
    await newStore().put("hill", { ...book, guards: { ...book.guards, unreportedDocks: false } });
    expect(tables.all("state")[0]).toEqual(before);
  });

  test("puts again what failed", async () => {
    const { newStore, tables, parts } = aTable();
    const { send } = tables;
    const store = newStore();
    tables.send = () => {
      throw new Error("throttled");
    };
    await expect(store.put("hill", book)).rejects.toThrow("throttled");
    tables.send = send;
    await store.put("hill", book);
    expect(parts()).toEqual([ruleBookItem(book.version, 1)]);
  });

  test("knows no book that was never put, nor one of which a part is gone", async () => {
    const { newStore, tables } = aTable();
    expect(await newStore().load("hill", "00000000")).toBeNull();
    await newStore().put("hill", LARGE);
    tables.remove("state", { systemId: "hill", item: ruleBookItem(LARGE.version, 2) });
    expect(await newStore().load("hill", LARGE.version)).toBeNull();
  });

  test.each([
    ["no bytes", "text", UnusableItem],
    ["no JSON", deflateRawSync("{"), UnusableItem],
    ["no book", deflateRawSync("[]"), UnusableItem],
    ["no rules", deflateRawSync('{"v":1,"parts":1,"feed":{},"stations":[]}'), UnusableItem],
    ["no rules about the feed", deflateRawSync('{"v":1,"parts":1,"rules":{},"stations":[]}'), UnusableItem],
    ["no number of parts", deflateRawSync('{"v":1,"rules":{},"feed":{},"stations":[]}'), UnusableItem],
    [
      "a book of a later format",
      deflateRawSync('{"v":2,"parts":1,"stations":[]}'),
      /have format 2: newer code wrote it$/,
    ],
    [
      "a rule that is not known",
      deflateRawSync('{"v":1,"parts":1,"rules":{"few-docks":{}},"feed":{},"guards":{},"stations":[]}'),
      NewerStateError,
    ],
  ])("says what is wrong with %s", async (_what, bytes, kind) => {
    const { newStore, client } = aTable();
    const Item = { systemId: "hill", item: ruleBookItem("ab12cd34", 1), book: bytes };
    await client.send(new PutCommand({ TableName: "state", Item }));
    await expect(newStore().load("hill", "ab12cd34")).rejects.toThrow(kind);
    await expect(newStore().load("hill", "ab12cd34")).rejects.toThrow(/^the rules ab12cd34 of hill /);
  });
});

test("a guard that an older book does not know is off", () => {
  const text = '{"v":1,"parts":1,"rules":{},"feed":{},"guards":{"unreportedDocks":true},"stations":[]}';
  expect(unpackRuleBook("old", [deflateRawSync(text)]).guards).toEqual({
    ...NO_GUARDS,
    unreportedDocks: true,
  });
});

test("a commit keeps its rules first, and a container that reads which rules a state names need not", async () => {
  const { client, tables, parts, newStore } = aTable();
  const book = bookOf({});
  const { state } = run([snapshot(at(0), reading("a", 0))]);
  const commit = async (rules: RuleBook) => {
    const store = new StateStore(client, "state");
    return await store.commit("hill", await store.load("hill"), store.pack(state, []), rules);
  };
  expect((await commit(book))?.ruleVersion).toBe(book.version);
  expect(await newStore().load("hill", book.version)).toEqual(book);
  const put: unknown[] = [];
  const { send } = tables;
  tables.send = (command) => {
    if (command instanceof PutCommand) put.push(command.input.Item?.item);
    return send.call(tables, command);
  };
  await commit(book);
  expect(put.filter((item) => String(item).startsWith("rules/"))).toEqual([]);
  await commit({ ...book, version: "00000000" });
  expect(await new StateStore(client, "state").load("hill")).toMatchObject({ ruleVersion: "00000000" });
  expect(parts()).toContain(ruleBookItem("00000000", 1));
});
