import { BatchGetCommand, GetCommand, PutCommand, ScanCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { TABLES, type Table, type TableName } from "../../functions/store/tables.ts";
import {
  conditionOf,
  type Item,
  type LookUp,
  NotSimulated,
  placeholdersMatch,
  updateOf,
} from "./expressions.ts";

/** An error as a service tells it. */
export function serviceError(name: string, message = "told by the simulation"): Error {
  return Object.assign(new Error(message), { name });
}

/** A write that was done. */
export interface Written {
  readonly table: TableName;
  readonly before: Item | undefined;
  readonly after: Item;
}

interface Kept {
  item: Item;
  before: Item | undefined;
  changedAt: number;
}

/** Copies are the same everywhere after so long. */
const STALE_MS_MAX = 2_000;
const ITEM_BYTES_MAX = 400 * 1_024;

const WRITE_UNIT_BYTES = 1_024;
const READ_UNIT_BYTES = 4_096;

const ALLOWED: ReadonlyMap<unknown, readonly string[]> = new Map<unknown, readonly string[]>([
  [GetCommand, ["TableName", "Key", "ConsistentRead"]],
  [PutCommand, ["TableName", "Item", "ConditionExpression", "ExpressionAttributeValues"]],
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
  [BatchGetCommand, ["RequestItems"]],
]);

/** DynamoDB in memory: what the stores ask of it, as strictly as it does itself. */
export class MemoryTables {
  /** What DynamoDB would bill, indexes apart: a write whose condition fails costs as much as one that is done. */
  readonly units = { read: 0, write: 0 };
  readonly #tables = new Map<TableName, Map<string, Kept>>();
  readonly #now: () => number;
  /** Is the next eventually consistent read one of an older copy? */
  readonly #isStale: () => boolean;
  /** Is the next key of a read of many left for another time? */
  readonly #isLeft: () => boolean;
  readonly #onWrite: (written: Written) => void;

  constructor(
    now: () => number,
    isStale: () => boolean,
    isLeft: () => boolean,
    onWrite: (written: Written) => void,
  ) {
    this.#now = now;
    this.#isStale = isStale;
    this.#isLeft = isLeft;
    this.#onWrite = onWrite;
  }

  /** Does what the command says. Throws what DynamoDB would answer, or NotSimulated. */
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
    throw new NotSimulated(command.constructor.name);
  }

  read(table: TableName, key: Item): Item | undefined {
    return this.#rows(table).get(keyOf(TABLES[table], key))?.item;
  }

  all(table: TableName): Item[] {
    return [...this.#rows(table).values()].map(({ item }) => item);
  }

  /** Deletes what has expired and is to go: DynamoDB does so within days. */
  expire(isToGo: () => boolean): void {
    for (const rows of this.#tables.values()) {
      for (const [key, { item }] of rows) {
        const { expiresAt } = item;
        if (typeof expiresAt === "number" && expiresAt * 1_000 <= this.#now() && isToGo()) rows.delete(key);
      }
    }
  }

  write(table: TableName, after: Item): void {
    checkItem(TABLES[table], after);
    const key = keyOf(TABLES[table], after);
    const before = this.#rows(table).get(key)?.item;
    this.#rows(table).set(key, { item: after, before, changedAt: this.#now() });
    this.#onWrite({ table, before, after });
  }

  #get({ TableName, Key, ConsistentRead }: GetCommand["input"]): object {
    const table = tableOf(TableName);
    const kept = this.#rows(table).get(keyOf(TABLES[table], Key ?? {}));
    const item = ConsistentRead === true ? kept?.item : this.#seen(kept);
    this.units.read += unitsOf(item, READ_UNIT_BYTES) / (ConsistentRead === true ? 1 : 2);
    return item === undefined ? {} : { Item: { ...item } };
  }

  #batchGet({ RequestItems }: BatchGetCommand["input"]): object {
    const left: NonNullable<BatchGetCommand["input"]["RequestItems"]> = {};
    const tables = Object.entries(RequestItems ?? {}).map(([TableName, { Keys, ...options }]) => {
      if (Object.keys(options).length > 0)
        throw new NotSimulated(`BatchGetCommand with ${Object.keys(options)}`);
      const unread = new Set(Keys?.filter(() => this.#isLeft()));
      if (unread.size > 0) left[TableName] = { Keys: [...unread] };
      const read = (Keys ?? []).flatMap((Key) =>
        unread.has(Key) ? [] : [this.#get({ TableName, Key }) as { readonly Item?: Item }],
      );
      return [TableName, read.flatMap(({ Item }) => Item ?? [])];
    });
    return { Responses: Object.fromEntries(tables), UnprocessedKeys: left };
  }

  #scan({ TableName, ExclusiveStartKey }: ScanCommand["input"]): object {
    const table = tableOf(TableName);
    const { partitionKey } = TABLES[table];
    // Two items a page: small enough that pages matter.
    const rows = [...this.#rows(table).values()];
    const from = rows.findIndex(({ item }) => item[partitionKey] === ExclusiveStartKey?.[partitionKey]) + 1;
    const page = rows.slice(from, from + 2);
    const last = page.at(-1)?.item;
    return {
      Items: page.flatMap((kept) => this.#seen(kept) ?? []),
      ...(from + 2 < rows.length ? { LastEvaluatedKey: { [partitionKey]: last?.[partitionKey] } } : {}),
    };
  }

  #put(input: PutCommand["input"]): object {
    const table = tableOf(input.TableName);
    const item = withoutUndefined(input.Item ?? {});
    this.units.write += unitsOf(item, WRITE_UNIT_BYTES);
    this.#check(table, item, input.ConditionExpression, undefined, lookUpOf(input));
    this.write(table, item);
    return {};
  }

  #update(input: UpdateCommand["input"]): object {
    const table = tableOf(input.TableName);
    const key = input.Key ?? {};
    const lookUp = lookUpOf(input);
    this.units.write += unitsOf(this.read(table, key), WRITE_UNIT_BYTES);
    this.#check(table, key, input.ConditionExpression, input.UpdateExpression, lookUp);
    const after = updateOf(input.UpdateExpression ?? "")({ ...this.read(table, key), ...key }, lookUp);
    this.write(table, after);
    return input.ReturnValues === "ALL_NEW" ? { Attributes: { ...after } } : {};
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

  /** What an eventually consistent read finds. */
  #seen(kept: Kept | undefined): Item | undefined {
    if (kept === undefined || this.#now() - kept.changedAt > STALE_MS_MAX) return kept?.item;
    return this.#isStale() ? kept.before : kept.item;
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

function keyOf({ partitionKey, sortKey }: Table, item: Item): string {
  return sortKey === undefined ? String(item[partitionKey]) : `${item[partitionKey]}\n${item[sortKey]}`;
}

function lookUpOf(
  input: Pick<UpdateCommand["input"], "ExpressionAttributeNames" | "ExpressionAttributeValues">,
): LookUp {
  return { names: input.ExpressionAttributeNames ?? {}, values: input.ExpressionAttributeValues ?? {} };
}

/** As the document client does it. */
function withoutUndefined(item: Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== undefined));
}

function checkItem({ partitionKey, sortKey, indexes }: Table, item: Item): void {
  const isText = (value: unknown) => typeof value === "string" && value !== "";
  const keys = [partitionKey, ...(sortKey === undefined ? [] : [sortKey])];
  const indexed = Object.values(indexes ?? {}).flatMap((index) => [index.partitionKey, index.sortKey]);
  const badKey =
    keys.find((key) => !isText(item[key])) ?? indexed.find((key) => key in item && !isText(item[key]));
  if (badKey !== undefined) throw serviceError("ValidationException", `the key ${badKey} is no text`);
  if (bytesOf(item) > ITEM_BYTES_MAX)
    throw serviceError("ValidationException", "Item size has exceeded the maximum");
}

/** About what the item weighs: what is neither text nor bytes is small. */
function bytesOf(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) {
    bytes += name.length + (value instanceof Uint8Array || typeof value === "string" ? value.length : 20);
  }
  return bytes;
}

function unitsOf(item: Item | undefined, unitBytes: number): number {
  return item === undefined ? 1 : Math.ceil(bytesOf(item) / unitBytes);
}
