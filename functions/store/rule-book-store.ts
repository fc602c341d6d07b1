import { type DynamoDBDocumentClient, GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { messageOf } from "../core/messages.ts";
import { NewerStateError, type RawItem, UnusableItem } from "../core/refusal.ts";
import type { RuleBook } from "../core/rules.ts";
import { packRuleBook, partsOf, unpackRuleBook } from "./packed-rule-book.ts";
import { conditionHeld } from "./refusals.ts";

/**
 * Keeps, for each system, every rule book by which a commit has gone: beside its state, so that alerts and looks can be
 * explained by the rules of then. A book is small and its version may come back at any time, so it never expires.
 */
export class RuleBookStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  /** What this container has put; it has one version of the rules. */
  readonly #put = new Set<string>();

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Puts each part if it is absent, and resolves when all are there. */
  async put(systemId: string, ruleBook: RuleBook): Promise<void> {
    const { version } = ruleBook;
    const name = `${version} ${systemId}`;
    if (this.#put.has(name)) return;
    for (const [index, book] of packRuleBook(ruleBook).entries()) {
      const put = new PutCommand({
        TableName: this.#table,
        Item: { systemId, item: ruleBookItem(version, index + 1), book },
        ConditionExpression: "attribute_not_exists(systemId)",
      });
      await conditionHeld(this.#client.send(put));
    }
    this.#put.add(name);
  }

  /**
   * Returns the book of this version; null where none is kept, as of commits by older code. Throws a NewerStateError for
   * what newer code wrote, and an UnusableItem for what can never be read.
   */
  async load(systemId: string, version: string): Promise<RuleBook | null> {
    const first = await this.#get(systemId, version, 1);
    if (first === undefined) return null;
    const items = [first];
    try {
      const parts = partsOf(first.book as Uint8Array);
      for (let part = 2; part <= parts; part++) {
        const item = await this.#get(systemId, version, part);
        if (item === undefined) return null;
        items.push(item);
      }
      return unpackRuleBook(
        version,
        items.map(({ book }) => book as Uint8Array),
      );
    } catch (error) {
      if (error instanceof NewerStateError)
        throw new NewerStateError(`the rules ${version} of ${systemId} have ${error.message}`);
      if (!(error instanceof RangeError)) throw error;
      throw new UnusableItem(
        `the rules ${version} of ${systemId} cannot be used: ${messageOf(error)}`,
        items,
        null,
      );
    }
  }

  async #get(systemId: string, version: string, part: number): Promise<RawItem | undefined> {
    const Key = { systemId, item: ruleBookItem(version, part) };
    const get = new GetCommand({ TableName: this.#table, Key, ConsistentRead: true });
    return (await this.#client.send(get)).Item;
  }
}

/** Returns the sort key of a part; parts count from 1. */
export function ruleBookItem(version: string, part: number): string {
  return `rules/${version}/${part}`;
}
