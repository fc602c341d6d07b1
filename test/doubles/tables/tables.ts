import {
  BatchGetCommand,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import { TABLES, type TableName } from "../../../functions/store/tables.ts";
import { NotSimulated, serviceError } from "../service-error.ts";
import { conditionOf, type Item, type LookUp, placeholdersMatch, updateOf } from "./expressions.ts";
import { checkItem, checkKey, copyOf, keyOf, keysOf, unitsOf } from "./items.ts";

/** A write that succeeded. */
export interface Written {
  readonly table: TableName;
  readonly before: Item | undefined;
  readonly after: Item;
}

export interface TableSettings {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Whether the next eventually consistent read returns an older copy. */
  readonly isStale: () => boolean;
  /** Whether the next key of a batch read is left unprocessed. */
  readonly isLeft: () => boolean;
  readonly onWrite: (written: Written) => void;
}

interface Kept {
  item: Item;
  before: Item | undefined;
  changedAt: number;
}

/** All copies agree after this long. */
const STALE_MS_MAX = 2_000;

const KEYS_A_READ_MAX = 100;

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;

const ALLOWED: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>([
  [GetCommand, ["TableName", "Key", "ConsistentRead"]],
  [
    PutCommand,
    ["TableName", "Item", "ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"],
  ],
  [
    UpdateCommand,
    [
      "TableName",
      "Key",
      "UpdateExpression",
      "ConditionExpression",
      "ExpressionAttributeNames",
      "ExpressionAttributeValues",
      "ReturnValues",
    ],
  ],
  [ScanCommand, ["TableName", "ExclusiveStartKey"]],
  [
    QueryCommand,
    [
      "TableName",
      "IndexName",
      "ConsistentRead",
      "KeyConditionExpression",
      "ExpressionAttributeValues",
      "Limit",
      "ExclusiveStartKey",
    ],
  ],
  [BatchGetCommand, ["RequestItems"]],
]);

/** DynamoDB in memory: the operations that the stores use, as strict as the real one. */
export class MemoryTables {
  /** What DynamoDB would bill, without indexes. A write whose condition fails costs as much as one that succeeds. */
  readonly units = { read: 0, write: 0 };
  readonly #tables = new Map<TableName, Map<string, Kept>>();
  readonly #settings: TableSettings;

  constructor(settings: Partial<TableSettings> = {}) {
    this.#settings = {
      now: Date.now,
      isStale: () => false,
      isLeft: () => false,
      onWrite: () => undefined,
      ...settings,
    };
  }

  /** Executes the command. Throws what DynamoDB would answer, or NotSimulated. */
  send(command: { readonly input: object }): object {
    const allowed = ALLOWED.get(command.constructor);
    const unknown = Object.keys(command.input).find((key) => !allowed?.includes(key));
    if (allowed === undefined || unknown !== undefined) {
      throw new NotSimulated(`${command.constructor.name} with ${unknown}`);
    }
    if (command instanceof GetCommand) return this.#get(command.input);
    if (command instanceof PutCommand) return this.#put(command.input);
    if (command instanceof UpdateCommand) return this.#update(command.input);
    if (command instanceof BatchGetCommand) return this.#batchGet(command.input);
    if (command instanceof ScanCommand) return this.#scan(command.input);
    if (command instanceof QueryCommand) return this.#query(command.input);
    throw new NotSimulated(command.constructor.name);
  }

  read(table: TableName, key: Item): Item | undefined {
    return this.#rows(table).get(keyOf(TABLES[table], key))?.item;
  }

  all(table: TableName): Item[] {
    return [...this.#rows(table).values()].map(({ item }) => item);
  }

  /** Deletes expired items that `isToGo` selects, as DynamoDB does within days. */
  expire(isToGo: () => boolean): void {
    for (const rows of this.#tables.values()) {
      for (const [key, { item }] of rows) {
        const { expiresAt } = item;
        if (typeof expiresAt === "number" && expiresAt * 1_000 <= this.#settings.now() && isToGo())
          rows.delete(key);
      }
    }
  }

  /** Loses an item, as no function of ours does. */
  remove(table: TableName, key: Item): void {
    this.#rows(table).delete(keyOf(TABLES[table], key));
  }

  write(table: TableName, after: Item): void {
    checkItem(TABLES[table], after);
    const key = keyOf(TABLES[table], after);
    const before = this.#rows(table).get(key)?.item;
    this.#rows(table).set(key, { item: after, before, changedAt: this.#settings.now() });
    this.#settings.onWrite({ table, before, after });
  }

  #get({ TableName, Key = {}, ConsistentRead }: GetCommand["input"]): object {
    const table = tableOf(TableName);
    checkKey(TABLES[table], Key);
    const kept = this.#rows(table).get(keyOf(TABLES[table], Key));
    const item = ConsistentRead === true ? kept?.item : this.#seen(kept);
    this.units.read += unitsOf(item, READ_UNIT_BYTES) / (ConsistentRead === true ? 1 : 2);
    return item === undefined ? {} : { Item: copyOf(item) };
  }

  #batchGet({ RequestItems }: BatchGetCommand["input"]): object {
    const left: NonNullable<BatchGetCommand["input"]["RequestItems"]> = {};
    const tables = Object.entries(RequestItems ?? {}).map(([TableName, { Keys, ...options }]) => {
      const { ConsistentRead, ...unknown } = options;
      if (Object.keys(unknown).length > 0)
        throw new NotSimulated(`BatchGetCommand with ${Object.keys(unknown)}`);
      const table = tableOf(TableName);
      const asked = new Set(Keys?.map((key) => keyOf(TABLES[table], key)));
      if (asked.size === 0 || asked.size > KEYS_A_READ_MAX || asked.size < (Keys?.length ?? 0)) {
        throw serviceError("ValidationException", `${Keys?.length} keys, or one of them twice`);
      }
      const unread = new Set(Keys?.filter(() => this.#settings.isLeft()));
      if (unread.size > 0) left[TableName] = { Keys: [...unread] };
      const read = (Keys ?? []).flatMap((Key) =>
        unread.has(Key) ? [] : [this.#get({ TableName, Key, ConsistentRead }) as { readonly Item?: Item }],
      );
      return [TableName, read.flatMap(({ Item }) => Item ?? [])];
    });
    return { Responses: Object.fromEntries(tables), UnprocessedKeys: left };
  }

  #scan({ TableName, ExclusiveStartKey }: ScanCommand["input"]): object {
    const table = tableOf(TableName);
    const { partitionKey } = TABLES[table];
    // Two items a page, so that tests need several pages.
    const rows = [...this.#rows(table).values()];
    const from = rows.findIndex(({ item }) => item[partitionKey] === ExclusiveStartKey?.[partitionKey]) + 1;
    const page = rows.slice(from, from + 2);
    const last = page.at(-1)?.item;
    return {
      Items: page.flatMap((kept) => copyOf(this.#seen(kept)) ?? []),
      ...(from + 2 < rows.length ? { LastEvaluatedKey: { [partitionKey]: last?.[partitionKey] } } : {}),
    };
  }

  /** All items of one partition, of the table or of an index, in the order of its sort key. */
  #query(input: QueryCommand["input"]): object {
    const { TableName, IndexName, KeyConditionExpression, Limit = 1_000, ExclusiveStartKey } = input;
    const table = TABLES[tableOf(TableName)];
    const keys = IndexName === undefined ? table : table.indexes?.[IndexName];
    if (keys === undefined || KeyConditionExpression !== `${keys.partitionKey} = :${keys.partitionKey}`)
      throw new NotSimulated(`QueryCommand for ${KeyConditionExpression} of ${IndexName}`);
    const isStrong = input.ConsistentRead === true;
    if (isStrong && IndexName !== undefined)
      throw serviceError("ValidationException", "an index is never read consistently");
    const { partitionKey, sortKey = partitionKey } = keys;
    const wanted = lookUpOf(input).values[`:${partitionKey}`];
    const items = [...this.#rows(tableOf(TableName)).values()]
      .map((kept) => copyOf(isStrong ? kept.item : this.#seen(kept)) ?? {})
      .filter((item) => item[partitionKey] === wanted && item[sortKey] !== undefined)
      .sort((a, b) => (String(a[sortKey]) < String(b[sortKey]) ? -1 : 1));
    const from = Number(ExclusiveStartKey?.from ?? 0);
    for (const item of items) this.units.read += unitsOf(item, READ_UNIT_BYTES) / (isStrong ? 1 : 2);
    return {
      Items: items.slice(from, from + Limit),
      ...(from + Limit < items.length ? { LastEvaluatedKey: { from: from + Limit } } : {}),
    };
  }

  #put(input: PutCommand["input"]): object {
    const table = tableOf(input.TableName);
    const item = copyOf(input.Item ?? {});
    this.units.write += unitsOf(item, WRITE_UNIT_BYTES);
    this.#check(table, item, input.ConditionExpression, undefined, lookUpOf(input));
    this.write(table, item);
    return {};
  }

  #update(input: UpdateCommand["input"]): object {
    const table = tableOf(input.TableName);
    const key = input.Key ?? {};
    checkKey(TABLES[table], key);
    const lookUp = lookUpOf(input);
    this.units.write += unitsOf(this.read(table, key), WRITE_UNIT_BYTES);
    this.#check(table, key, input.ConditionExpression, input.UpdateExpression, lookUp);
    const after = updateOf(input.UpdateExpression ?? "")({ ...this.read(table, key), ...key }, lookUp);
    if (keysOf(TABLES[table]).some((name) => after[name] !== key[name])) {
      throw serviceError("ValidationException", "Cannot update the key of an item");
    }
    this.write(table, after);
    return input.ReturnValues === "ALL_NEW" ? { Attributes: copyOf(after) } : {};
  }

  #check(
    table: TableName,
    key: Item,
    condition: string | undefined,
    update: string | undefined,
    lookUp: LookUp,
  ) {
    if (!placeholdersMatch([condition, update], lookUp)) {
      throw serviceError("ValidationException", "placeholders and expressions do not match");
    }
    if (condition !== undefined && !conditionOf(condition)(this.read(table, key), lookUp)) {
      throw serviceError("ConditionalCheckFailedException", "The conditional request failed");
    }
  }

  /** The item that an eventually consistent read returns. */
  #seen(kept: Kept | undefined): Item | undefined {
    if (kept === undefined || this.#settings.now() - kept.changedAt > STALE_MS_MAX) return kept?.item;
    return this.#settings.isStale() ? kept.before : kept.item;
  }

  #rows(table: TableName): Map<string, Kept> {
    const known = this.#tables.get(table);
    if (known !== undefined) return known;
    const rows = new Map<string, Kept>();
    this.#tables.set(table, rows);
    return rows;
  }
}

function tableOf(name: string | undefined): TableName {
  if (name !== undefined && Object.hasOwn(TABLES, name)) return name as TableName;
  throw serviceError("ResourceNotFoundException", `there is no table ${name}`);
}

function lookUpOf(
  input: Pick<UpdateCommand["input"], "ExpressionAttributeNames" | "ExpressionAttributeValues">,
): LookUp {
  return {
    names: input.ExpressionAttributeNames ?? {},
    values: copyOf(input.ExpressionAttributeValues ?? {}),
  };
}
