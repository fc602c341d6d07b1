import type { Mutant } from "./mutant.ts";

/** Bugs of the tables: missing conditions, reused names, trusted memory. */
export const STORE_MUTANTS: readonly Mutant[] = [
  {
    name: "the state is saved unconditionally",
    file: "functions/store/state-store.ts",
    search: "    if (!(await conditionHeld(this.#client.send(put)))) return null;\n",
    replacement:
      "    const { ConditionExpression: _condition, ExpressionAttributeValues: _values, ...plain } = put.input;\n    await this.#client.send(new PutCommand(plain));\n",
    why: "A zombie overwrites a later commit.",
  },
  {
    name: "the first save is unconditional",
    file: "functions/store/state-store.ts",
    search: '"attribute_not_exists(systemId)"',
    replacement: '"attribute_not_exists(nothing)"',
    why: "When two containers begin a new system, the second overwrites the first.",
  },
  {
    name: "the commit leaves its effects out",
    file: "functions/store/state-store.ts",
    search: "      ...bytes,\n    };",
    replacement: '      ...bytes,\n      pending: "[]",\n    };',
    why: "The effects exist only in the container and die with it.",
  },
  {
    name: "the list of ids has the same name for ever",
    file: "functions/core/item-names.ts",
    search: "  return `",
    replacement: '  version = 1;\n  hash = "000000000000";\n  return `',
    why: "A failed commit has changed the list that the older state names.",
  },
  {
    name: "an alert is put again",
    file: "functions/store/effect-store.ts",
    search: '      ConditionExpression: "attribute_not_exists(alertId)",\n',
    replacement: "",
    why: "A late repeat reopens a resolved alert and deletes what people wrote.",
  },
  {
    name: "a resolved alert stays in the index of open ones",
    file: "functions/store/effect-store.ts",
    search: " REMOVE openSince`",
    replacement: "`",
    why: "Resolved alerts stay listed as open for ever.",
  },
  {
    name: "a failed write of an alert counts as done",
    file: "functions/store/refusals.ts",
    search: 'error.name === "ConditionalCheckFailedException") return false;',
    replacement: 'error.name !== "ValidationException") return false;',
    why: "A throttled write counts as a condition that did not hold.",
  },
  {
    name: "an older roster wins",
    file: "functions/store/roster-store.ts",
    search: "      if (known !== undefined && String(known.fetchedAt) >= isoTime(fetchedAt)) return;\n",
    replacement: "",
    why: "A redelivered roster replaces the newer one.",
  },
  {
    name: "every poller has the lease",
    file: "functions/store/poll-memory-store.ts",
    search: "      ConditionExpression: this.#dueCondition,\n",
    replacement: '      ConditionExpression: "attribute_not_exists(nothing) OR leaseUntil <= :now",\n',
    why: "A schedule that fires twice polls the feed twice.",
  },
  {
    name: "a lease has no end of its due time",
    file: "functions/store/poll-memory-store.ts",
    search: '"(attribute_not_exists(nextDueAt) OR nextDueAt <= :now OR',
    replacement: '"(attribute_not_exists(nothing) OR nextDueAt <= :now OR',
    why: "A schedule that fires again after the first poll is done polls the feed twice.",
  },
  {
    name: "a poller saves without its lease",
    file: "functions/store/poll-memory-store.ts",
    search: '"leaseToken = :token"',
    replacement: '"attribute_exists(systemId) OR leaseToken = :token"',
    why: "A poller that was thought dead releases its successor's lease.",
  },
  {
    name: "an alert that expired before it was resolved stays open",
    file: "functions/store/effect-store.ts",
    search: "  async #resolve(systemId: string, effect: ResolveAlert): Promise<void> {\n",
    replacement:
      "  async #resolve(systemId: string, effect: ResolveAlert): Promise<void> {\n    if (this.#isPast(effect.resolution.expiresAt)) return;\n",
    why: "A flush after a long silence leaves the alert open for ever.",
  },
  {
    name: "a state in a newer format is read as a known one",
    file: "functions/store/state-store.ts",
    search: "checkFormat(item.format)",
    replacement: "checkFormat(Math.min(Number(item.format), FORMAT))",
    why: "Older code overwrites what newer code has written.",
  },
  {
    name: "a remembered state is believed unread",
    file: "functions/store/remembered-states.ts",
    search: "known !== undefined && isSame(known.item, item)",
    replacement: "known !== undefined && known.item !== item",
    why: "A container keeps folding a state that another has overwritten, and never succeeds.",
  },
  {
    name: "a part of newer code is stepped over",
    file: "functions/store/packed-parts.ts",
    search: "if (!KNOWN_PARTS.has(number))",
    replacement: "if (!KNOWN_PARTS.has(number)) parts.delete(number);\n    if (Number.isNaN(number))",
    why: "The next commit of older code drops the part, and its alerts stay open for ever.",
  },
];
