import { isDeepStrictEqual } from "node:util";
import { NotSimulated } from "../service-error.ts";

/** The DynamoDB expressions that the stores use; any other is an error of the simulation. */

export type Item = Readonly<Record<string, unknown>>;
export type Condition = (item: Item | undefined, lookUp: LookUp) => boolean;
export type Update = (item: Item, lookUp: LookUp) => Item;

/** Names and values by placeholder. */
export interface LookUp {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

const TOKEN = /\s*(attribute_not_exists|attribute_exists|<=|<|>|=|\(|\)|[:#]?\w+)/y;

const conditions = new Map<string, Condition>();
const updates = new Map<string, Update>();
const placeholders = new Map<string, ReadonlySet<string>>();

export function conditionOf(text: string): Condition {
  const known = conditions.get(text);
  if (known !== undefined) return known;
  const tokens = tokensOf(text);
  const condition = anyOf(tokens);
  if (tokens.length > 0) throw new NotSimulated(`condition ${text}`);
  conditions.set(text, condition);
  return condition;
}

/** Parses `SET a = :a, #b = :b REMOVE c, d`; either part may be absent. */
export function updateOf(text: string): Update {
  const known = updates.get(text);
  if (known !== undefined) return known;
  const [, set, remove] = /^(?:SET (.+?))?\s*(?:REMOVE (.+))?$/.exec(text) ?? [];
  if (set === undefined && remove === undefined) throw new NotSimulated(`update ${text}`);
  const assignments = (set?.split(/\s*,\s*/) ?? []).map((one) => {
    const [, name, placeholder] = /^(#?\w+) = (:\w+)$/.exec(one) ?? [];
    if (name === undefined || placeholder === undefined) throw new NotSimulated(`update ${text}`);
    return { name, placeholder };
  });
  const removals = remove?.split(/\s*,\s*/) ?? [];
  if (removals.some((name) => !/^#?\w+$/.test(name))) throw new NotSimulated(`update ${text}`);
  const update: Update = (item, lookUp) => {
    const next = new Map(Object.entries(item));
    for (const { name, placeholder } of assignments) {
      next.set(nameOf(name, lookUp), lookUp.values[placeholder]);
    }
    for (const name of removals) next.delete(nameOf(name, lookUp));
    return Object.fromEntries(next);
  };
  updates.set(text, update);
  return update;
}

/** DynamoDB refuses both unused and undefined placeholders. */
export function placeholdersMatch(texts: readonly (string | undefined)[], lookUp: LookUp): boolean {
  const text = texts.join("\n");
  let used = placeholders.get(text);
  if (used === undefined) {
    used = new Set(text.match(/[:#]\w+/g));
    placeholders.set(text, used);
  }
  const given = [...Object.keys(lookUp.names), ...Object.keys(lookUp.values)];
  return given.length === used.size && given.every((placeholder) => used.has(placeholder));
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw new NotSimulated(`condition ${text}`);
    tokens.push(token);
  }
  return tokens;
}

function anyOf(tokens: string[]): Condition {
  let left = allOf(tokens);
  while (tokens[0] === "OR") {
    tokens.shift();
    const [before, right] = [left, allOf(tokens)];
    left = (item, lookUp) => before(item, lookUp) || right(item, lookUp);
  }
  return left;
}

function allOf(tokens: string[]): Condition {
  let left = term(tokens);
  while (tokens[0] === "AND") {
    tokens.shift();
    const [before, right] = [left, term(tokens)];
    left = (item, lookUp) => before(item, lookUp) && right(item, lookUp);
  }
  return left;
}

function term(tokens: string[]): Condition {
  const first = tokens.shift() ?? "";
  if (first === "(") {
    const inner = anyOf(tokens);
    if (tokens.shift() !== ")") throw new NotSimulated("a condition without its closing bracket");
    return inner;
  }
  if (first === "attribute_exists" || first === "attribute_not_exists") {
    const [open, name = "", close] = tokens.splice(0, 3);
    if (open !== "(" || close !== ")") throw new NotSimulated(first);
    const wanted = first === "attribute_exists";
    return (item, lookUp) => (item !== undefined && nameOf(name, lookUp) in item) === wanted;
  }
  const [operator, placeholder = ""] = tokens.splice(0, 2);
  if (!placeholder.startsWith(":")) throw new NotSimulated(`${first} ${operator} ${placeholder}`);
  return (item, lookUp) =>
    compares(item?.[nameOf(first, lookUp)], operator ?? "", lookUp.values[placeholder]);
}

/** A comparison with an attribute that is absent or of another type is false. */
function compares(left: unknown, operator: string, right: unknown): boolean {
  if (operator === "=") return isDeepStrictEqual(left, right);
  const isText = typeof left === "string" && typeof right === "string";
  const isNumber = typeof left === "number" && typeof right === "number";
  if (!isText && !isNumber) return false;
  if (operator === "<") return left < right;
  if (operator === "<=") return left <= right;
  if (operator === ">") return left > right;
  throw new NotSimulated(`the operator ${operator}`);
}

function nameOf(written: string, { names }: LookUp): string {
  if (!written.startsWith("#")) return written;
  return names[written] ?? "";
}
