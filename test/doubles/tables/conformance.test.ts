import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { clientOf } from "../client.ts";
import { type Answer, Conversation } from "../conversation.ts";
import { useDynalite } from "./dynalite.ts";
import { itemBytes } from "./item-size.ts";
import { MemoryTables } from "./tables.ts";

type Item = Record<string, unknown>;
type More = Partial<UpdateCommand["input"] & PutCommand["input"]>;

/** A conversation about items of one system, which no other test uses. */
class TableConversation extends Conversation {
  readonly key: Readonly<{ systemId: string; item: string }>;
  readonly names: Readonly<Record<"state" | "alerts" | "polls", string>>;

  constructor(
    client: { send(command: never): Promise<unknown> },
    names: TableConversation["names"],
    systemId: string,
  ) {
    super(client, (answer) => answer);
    this.key = { systemId, item: "state" };
    this.names = names;
  }

  put(attributes: Item, more: More = {}): Promise<Answer> {
    return this.ask(
      new PutCommand({ TableName: this.names.state, Item: { ...this.key, ...attributes }, ...more }),
    );
  }

  async putWhen(ConditionExpression: string, values?: Item, attributes: Item = { version: 1, since: "b" }) {
    await this.put(attributes, { ConditionExpression, ...(values && { ExpressionAttributeValues: values }) });
  }

  async update(UpdateExpression: string, values?: Item, more: More = {}): Promise<void> {
    const own = {
      TableName: this.names.state,
      Key: this.key,
      UpdateExpression,
      ReturnValues: "ALL_NEW" as const,
    };
    await this.ask(
      new UpdateCommand({ ...own, ...(values && { ExpressionAttributeValues: values }), ...more }),
    );
  }

  async get(Key: Item = this.key, TableName = this.names.state): Promise<Item> {
    return (await this.ask(new GetCommand({ TableName, Key, ConsistentRead: true }))).Item as Item;
  }

  async query(more: Partial<QueryCommand["input"]> = {}): Promise<void> {
    const own = {
      TableName: this.names.state,
      KeyConditionExpression: "systemId = :systemId",
      ExpressionAttributeValues: { ":systemId": this.key.systemId },
    };
    await this.ask(new QueryCommand({ ...own, ...more }));
  }

  async getMany(ids: readonly string[], table = this.names.polls): Promise<void> {
    await this.ask(
      new BatchGetCommand({ RequestItems: { [table]: { Keys: ids.map((systemId) => ({ systemId })) } } }),
    );
  }
}

const COURSES: Readonly<Record<string, (tables: TableConversation) => Promise<void>>> = {
  "an item comes back as it was, without what is undefined": async (tables) => {
    const list = [1, "a", null, { deep: [] }];
    const map = { text: "", gone: undefined, bytes: Buffer.from("b") };
    const numbers = { zero: 0, less: -1, part: 0.25, most: Number.MAX_SAFE_INTEGER };
    await tables.put({ list, map, ...numbers, yes: true, nothing: null, gone: undefined, empty: "" });
    await tables.get();
    await tables.put({ only: new Uint8Array([0, 255]) });
    await tables.get();
    await tables.put({ systemId: "__proto__", item: "é" });
    await tables.get({ systemId: "__proto__", item: "é" });
    await tables.get({ ...tables.key, item: "absent" });
  },
  "what is kept is a copy, and so is what is read": async (tables) => {
    const own = { map: { count: 1 }, bytes: new Uint8Array([1]) };
    const change = ({ map, bytes }: typeof own) => {
      map.count = 2;
      bytes[0] = 2;
    };
    await tables.put(own);
    change(own);
    change((await tables.get()) as typeof own);
    expect(await tables.get()).toMatchObject({ map: { count: 1 }, bytes: new Uint8Array([1]) });
  },
  "a put is done where its condition holds": async (tables) => {
    const known =
      "(attribute_not_exists(since) OR since <= :v) AND (attribute_not_exists(gone) OR gone <= :v)";
    await tables.putWhen("version = :v", { ":v": 1 });
    for (let times = 0; times < 2; times++) await tables.putWhen("attribute_not_exists(systemId)");
    await tables.putWhen("attribute_exists(since)");
    await tables.putWhen("attribute_exists(gone)");
    await tables.putWhen("attribute_exists(gone) AND attribute_exists(since) OR attribute_exists(version)");
    for (const value of [0, 1, 10, "1"]) {
      await tables.putWhen("version = :v", { ":v": value });
      await tables.putWhen("version <= :v", { ":v": value });
      await tables.putWhen("gone = :v", { ":v": value });
    }
    for (const value of ["a", "b", "ba", 5]) {
      await tables.putWhen("since < :v", { ":v": value });
      await tables.putWhen("since <= :v", { ":v": value });
      await tables.putWhen("attribute_not_exists(gone) OR since < :v", { ":v": value });
      await tables.putWhen(known, { ":v": value });
    }
    await tables.putWhen("version = :v", { ":v": 2 }, { version: 3 });
    await tables.get();
  },
  "a partition is read whole, in the order of its names, and an index never consistently": async (tables) => {
    await tables.query();
    for (const item of ["b", "a", "c"]) await tables.put({ item, count: item.length });
    await tables.put({ systemId: "elsewhere" });
    await tables.query({ ConsistentRead: true });
    await tables.query();
    const TableName = tables.names.alerts;
    await tables.put({ alertId: "2026", item: undefined, openSince: "2026-06-01" }, { TableName });
    await tables.query({ TableName, IndexName: "open", ConsistentRead: true });
    await tables.query({ TableName, ConsistentRead: true });
    expect(tables.answers).toContain("ValidationException");
  },
  "a put goes by names that stand for others": async (tables) => {
    const more = {
      ConditionExpression: "attribute_not_exists(#item)",
      ExpressionAttributeNames: { "#item": "item" },
    };
    for (let times = 0; times < 2; times++) await tables.put({}, more);
  },
  "an update sets and removes, and gives the whole item": async (tables) => {
    const if_ = (ConditionExpression: string): More => ({ ConditionExpression });
    await tables.update("SET a = :a, b = :b", { ":a": 1, ":b": { c: [] } });
    await tables.update(
      "SET #a = :a REMOVE b, gone",
      { ":a": "open" },
      { ExpressionAttributeNames: { "#a": "status" } },
    );
    await tables.update("REMOVE a");
    await tables.update("SET a = :a", { ":a": 2 }, if_("attribute_exists(b)"));
    await tables.update("SET a = :a", { ":a": 3 }, if_("attribute_not_exists(b)"));
    const Key = { ...tables.key, item: "other" };
    await tables.update("SET a = :a", { ":a": 4 }, { ...if_("attribute_exists(systemId)"), Key });
    await tables.get();
  },
  "what is wrong in itself is refused by the same name": async (tables) => {
    await tables.putWhen("a = :a AND b = :b", { ":a": 1 });
    await tables.putWhen("a = :a", { ":a": 1, ":b": 1 });
    await tables.update("REMOVE #a");
    await tables.update("REMOVE a", undefined, { ExpressionAttributeNames: { "#a": "a" } });
    await tables.update("SET item = :a", { ":a": "other" });
    await tables.update("REMOVE a", undefined, { Key: { systemId: "hill" } });
    for (const item of [undefined, "", 5, null]) {
      await tables.put({ item });
      await tables.get({ ...tables.key, item });
    }
    await tables.get({ ...tables.key, more: "a" });
    await tables.get(tables.key, "elsewhere");
    // An empty index key is not tested: dynalite accepts it, but DynamoDB and the double refuse it.
    for (const key of [{ openSince: 5 }, { stationKey: null }, { openSince: "2026" }]) {
      await tables.put({ alertId: "2026", item: undefined, ...key }, { TableName: tables.names.alerts });
    }
  },
  "an item takes 400 KB": async (tables) => {
    // ASCII only: dynalite counts characters, DynamoDB and the double count bytes of UTF-8.
    const own = { count: 5, list: [1, { a: true }, null], bytes: new Uint8Array(10) };
    const room = 400 * 1_024 - itemBytes({ ...tables.key, ...own, text: "" });
    for (const length of [room + 1, room]) await tables.put({ ...own, text: "x".repeat(length) });
    await tables.update("SET more = :more", { ":more": "" });
    expect(tables.answers).toEqual(["ValidationException", {}, "ValidationException"]);
  },
  "many are read at once, each key once": async (tables) => {
    const TableName = tables.names.polls;
    const ids = Array.from({ length: 101 }, (_, at) => `system ${at}`);
    for (const systemId of ids.slice(0, 2)) await tables.put({ systemId, item: undefined }, { TableName });
    for (const keys of [ids.slice(1, 5), ids.slice(1), ids, ["system 1", "system 1"], []])
      await tables.getMany(keys);
    await tables.getMany(ids.slice(1), "elsewhere");
  },
};

const dynalite = useDynalite();
const NAMES = { state: "state", alerts: "alerts", polls: "polls" };

/** Answers to batch reads contain the table's name, which differs; the double counts nothing. */
const withoutNames = (answers: readonly unknown[], names: TableConversation["names"]) =>
  answers.map((answer) => {
    const {
      Responses,
      Count: _count,
      ScannedCount: _scanned,
      ...more
    } = (typeof answer === "object" ? answer : { answer }) as Item;
    return Responses === undefined ? more : { ...more, found: (Responses as Item)[names.polls] };
  });

test.each(Object.entries(COURSES))("%s, in the double and in dynalite", async (name, course) => {
  const emulated = new TableConversation(dynalite.client, dynalite.tables, name);
  await course(emulated);
  const double = new TableConversation(clientOf(new MemoryTables()), NAMES, name);
  await course(double);
  expect(withoutNames(double.answers, NAMES)).toEqual(withoutNames(emulated.answers, dynalite.tables));
});

test("a scan comes in pages, which together are the whole table", async () => {
  const tables = new MemoryTables();
  const store = new TableConversation(clientOf(tables), NAMES, "hill");
  const ids = ["a", "b", "c", "d", "e"];
  for (const systemId of ids) tables.write("polls", { systemId });
  const found: unknown[] = [];
  let ExclusiveStartKey: Item | undefined;
  do {
    const page = await store.ask(new ScanCommand({ TableName: "polls", ExclusiveStartKey }));
    found.push(...(page.Items as Item[]).map(({ systemId }) => systemId));
    ExclusiveStartKey = page.LastEvaluatedKey as Item | undefined;
  } while (ExclusiveStartKey !== undefined);
  expect(store.answers.length).toBeGreaterThan(1);
  expect(found).toEqual(ids);
});
