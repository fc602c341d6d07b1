import { isDeepStrictEqual } from "node:util";
import { messageOf } from "../../functions/core/messages.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { partsOf, unpackRuleBook } from "../../functions/store/packed-rule-book.ts";
import { ruleBookItem } from "../../functions/store/rule-book-store.ts";
import type { Item } from "../doubles/tables/expressions.ts";
import type { Read } from "./state-items.ts";

/** Returns what is wrong with the rules that a commit names, in one sentence; null where the table has them. */
export function wrongBook({ systemId, ruleVersion }: Item, ruleBook: RuleBook, read: Read): string | null {
  const { version } = ruleBook;
  if (ruleVersion !== version)
    return `a commit of ${systemId} names the rules ${ruleVersion}, not ${version}`;
  const part = (number: number) => {
    const bytes = read("state", { systemId, item: ruleBookItem(version, number) })?.book;
    if (bytes instanceof Uint8Array) return bytes;
    throw new RangeError(`part ${number} is not there`);
  };
  try {
    const first = part(1);
    const parts = Array.from({ length: partsOf(first) }, (_, index) => part(index + 1));
    return isDeepStrictEqual(unpackRuleBook(version, parts), ruleBook)
      ? null
      : `the rules ${version} of ${systemId} are kept as other ones`;
  } catch (error) {
    return `a commit of ${systemId} goes by the rules ${version}, which nobody can look up: ${messageOf(error)}`;
  }
}
