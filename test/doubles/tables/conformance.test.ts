import {
  BatchGetCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { useDynalite } from "../../store/dynalite.ts";
import { clientOf } from "../service-error.ts";
import { itemBytes } from "./item-size.ts";
import { MemoryTables } from "./tables.ts";

type Names = Readonly<Record<"state" | "alerts" | "polls", string>>;
type Item = Record<string, unknown>;

/** Tables of either kind, and what is done to them: each answer, or the name of the refusal. */
class Asked {
  readonly #client: DynamoDBDocumentClient;
  readonly names: Names;
  readonly answers: unknown[] = [];
  /** Of a system that no other course knows. */
  readonly key: Readonly<{ systemId: string; item: string }>;

  constructor(client: DynamoDBDocumentClient, names: Names, systemId: string) {
    this.key = { systemId, item: "state" };
    this.#client = client;
    this.names = names;
  }

  async put(item: Item, more: Item = {}, table: keyof Names = "state") {
    await this.#send(new PutCommand({ TableName: this.names[table], Item: item, ...more }));
  }

  async update(key: Item, more: Item) {
    await this.#send(
      new UpdateCommand({ TableName: this.names.state, Key: key, ReturnValues: "ALL_NEW", ...more }),
    );
  }

  async get(key: Item, table = this.names.state): Promise<Item | undefined> {
    const answer = await this.#send(new GetCommand({ TableName: table, Key: key, ConsistentRead: true }));
    return answer?.Item as Item | undefined;
  }

  async getMany(table: string, keys: Item[]) {
    const answer = await this.#send(new BatchGetCommand({ RequestItems: { [table]: { Keys: keys } } }), true);
    const { Responses = {}, UnprocessedKeys } = (answer ?? {}) as {
      Responses?: Item;
      UnprocessedKeys?: object;
    };
    const items = (Responses[table] ?? []) as Item[];
    this.answers.push(new Set(items.map(({ systemId }) => systemId)), items.length, UnprocessedKeys);
  }

  async scan(table: keyof Names) {
    const found = new Map<unknown, Item>();
    let from: Item | undefined;
    do {
      const scan = new ScanCommand({ TableName: this.names[table], ExclusiveStartKey: from });
      const page = await this.#send(scan, true);
      for (const item of (page?.Items ?? []) as Item[]) found.set(item.systemId, item);
      from = page?.LastEvaluatedKey as Item | undefined;
    } while (from !== undefined);
    this.answers.push(found);
  }

  async #send(command: object, isQuiet = false): Promise<Item | undefined> {
    try {
      const { $metadata, ...answer } = (await this.#client.send(command as GetCommand)) as object as Item;
      if (!isQuiet) this.answers.push(answer);
      return answer;
    } catch (error) {
      this.answers.push((error as Error).name);
      return undefined;
    }
  }
}

const values = (more: Item) => ({ ExpressionAttributeValues: more });
const when = (condition: string, more?: Item) => ({
  ConditionExpression: condition,
  ...(more === undefined ? {} : values(more)),
});

const COURSES: Readonly<Record<string, (tables: Asked) => Promise<unknown>>> = {
  "an item comes back as it was, without what is undefined": async (tables) => {
    const nested = {
      list: [1, "a", null, { deep: [] }],
      map: { text: "", gone: undefined, bytes: Buffer.from("b") },
    };
    const numbers = { zero: 0, less: -1, part: 0.25, most: Number.MAX_SAFE_INTEGER };
    await tables.put({
      ...tables.key,
      ...nested,
      ...numbers,
      yes: true,
      nothing: null,
      gone: undefined,
      empty: "",
    });
    await tables.get(tables.key);
    await tables.put({ ...tables.key, only: new Uint8Array([0, 255]) });
    await tables.get(tables.key);
    await tables.put({ systemId: "__proto__", item: "é" });
    await tables.get({ systemId: "__proto__", item: "é" });
    await tables.get({ ...tables.key, item: "absent" });
  },
  "what is kept is a copy, and so is what is read": async (tables) => {
    const map = { count: 1 };
    const bytes = new Uint8Array([1]);
    await tables.put({ ...tables.key, map, bytes });
    map.count = 2;
    bytes[0] = 2;
    const read = await tables.get(tables.key);
    const before = structuredClone(read);
    Object.assign(read?.map as Item, { count: 3 });
    (read?.bytes as Uint8Array)[0] = 3;
    expect(await tables.get(tables.key)).toEqual(before);
    tables.answers.length = 0;
    await tables.get(tables.key);
  },
  "a put is done where its condition holds": async (tables) => {
    await tables.put({ ...tables.key, version: 1 }, when("version = :one", { ":one": 1 }));
    await tables.put({ ...tables.key, version: 1, since: "b" }, when("attribute_not_exists(systemId)"));
    await tables.put({ ...tables.key, version: 9 }, when("attribute_not_exists(systemId)"));
    for (const [condition, more] of [
      ["attribute_exists(since)"],
      ["attribute_exists(gone)"],
      ["version = :v", { ":v": 1 }],
      ["version = :v", { ":v": "1" }],
      ["gone = :v", { ":v": 1 }],
      ["since < :v", { ":v": "b" }],
      ["since <= :v", { ":v": "b" }],
      ["since < :v", { ":v": "ba" }],
      ["since < :v", { ":v": 5 }],
      ["version <= :v", { ":v": 10 }],
      ["attribute_not_exists(gone) OR since < :v", { ":v": "a" }],
      [
        "(attribute_not_exists(since) OR since <= :v) AND (attribute_not_exists(gone) OR gone <= :v)",
        { ":v": "b" },
      ],
      [
        "(attribute_not_exists(since) OR since <= :v) AND (attribute_not_exists(gone) OR gone <= :v)",
        { ":v": "a" },
      ],
      ["attribute_exists(gone) AND attribute_exists(since) OR attribute_exists(version)"],
    ] as [string, Item?][]) {
      await tables.put({ ...tables.key, version: 1, since: "b" }, when(condition, more));
    }
  },
  "an update sets and removes, and gives the whole item": async (tables) => {
    await tables.update(tables.key, {
      UpdateExpression: "SET a = :a, b = :b",
      ...values({ ":a": 1, ":b": { c: [] } }),
    });
    await tables.update(tables.key, {
      UpdateExpression: "SET #a = :a REMOVE b, gone",
      ExpressionAttributeNames: { "#a": "status" },
      ...values({ ":a": "open" }),
    });
    await tables.update(tables.key, { UpdateExpression: "REMOVE a" });
    await tables.update(tables.key, {
      UpdateExpression: "SET a = :a",
      ...when("attribute_exists(b)", { ":a": 2 }),
    });
    await tables.update(tables.key, {
      UpdateExpression: "SET a = :a",
      ...when("attribute_not_exists(b)", { ":a": 3 }),
    });
    await tables.update(
      { ...tables.key, item: "other" },
      { UpdateExpression: "SET a = :a", ...when("attribute_exists(systemId)", { ":a": 4 }) },
    );
    await tables.get(tables.key);
  },
  "what is wrong in itself is refused by the same name": async (tables) => {
    const { systemId } = tables.key;
    await tables.put({ ...tables.key }, when("a = :a AND b = :b", { ":a": 1 }));
    await tables.put({ ...tables.key }, when("a = :a", { ":a": 1, ":b": 1 }));
    await tables.update(tables.key, { UpdateExpression: "REMOVE #a" });
    await tables.update(tables.key, {
      UpdateExpression: "REMOVE a",
      ExpressionAttributeNames: { "#a": "a" },
    });
    await tables.update(tables.key, { UpdateExpression: "SET item = :a", ...values({ ":a": "other" }) });
    await tables.update({ systemId }, { UpdateExpression: "REMOVE a" });
    for (const key of [{}, { item: "" }, { item: 5 }, { item: null }]) {
      await tables.put({ systemId, ...key });
      await tables.get({ systemId, ...key });
    }
    await tables.get({ ...tables.key, more: "a" });
    await tables.get(tables.key, "elsewhere");
    const alert = { systemId, alertId: "2026" };
    // Of an empty one dynalite says nothing, where DynamoDB and the double refuse it.
    for (const key of [{ openSince: 5 }, { stationKey: null }, { openSince: "2026" }]) {
      await tables.put({ ...alert, ...key }, {}, "alerts");
    }
  },
  "an item takes 400 KB": async (tables) => {
    // In ASCII: dynalite counts characters, where DynamoDB and the double count bytes of UTF-8.
    const item = { ...tables.key, count: 5, list: [1, { a: true }, null], bytes: new Uint8Array(10) };
    const room = 400 * 1_024 - itemBytes({ ...item, text: "" });
    for (const length of [room + 1, room]) await tables.put({ ...item, text: "x".repeat(length) });
    expect(tables.answers).toEqual(["ValidationException", {}]);
    await tables.update(tables.key, {
      UpdateExpression: "SET more = :more",
      ...values({ ":more": "x".repeat(200) }),
    });
  },
  "many are read at once, each key once": async (tables) => {
    const { polls } = tables.names;
    const ids = Array.from({ length: 101 }, (_, at) => `system ${at}`);
    for (const systemId of ids.slice(0, 3)) await tables.put({ systemId }, {}, "polls");
    const keys = ids.map((systemId) => ({ systemId }));
    await tables.getMany(polls, keys.slice(0, 5));
    await tables.getMany(polls, keys.slice(1));
    await tables.getMany(polls, keys);
    await tables.getMany(polls, [{ systemId: "system 1" }, { systemId: "system 1" }]);
    await tables.getMany(polls, []);
    await tables.getMany("elsewhere", keys.slice(1));
    await tables.scan("polls");
  },
};

const dynalite = useDynalite();

test.each(Object.entries(COURSES))("%s, in the double and in dynalite", async (name, course) => {
  const emulated = new Asked(dynalite.client, dynalite.tables, name);
  await course(emulated);
  const names = { state: "state", alerts: "alerts", polls: "polls" };
  const double = new Asked(clientOf(new MemoryTables()), names, name);
  await course(double);
  expect(double.answers).toEqual(emulated.answers);
});
