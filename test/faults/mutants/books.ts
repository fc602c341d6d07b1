import type { Mutant } from "./mutant.ts";

/** Bugs of the rule books: commits by rules that nobody can look up later. */
export const BOOK_MUTANTS: readonly Mutant[] = [
  {
    name: "a commit does not wait for its rules",
    file: "functions/store/state-store.ts",
    search: "await this.#ruleBooks.put(systemId, ruleBook);",
    replacement: "void this.#ruleBooks.put(systemId, ruleBook).catch(() => undefined);",
    why: "A throttled table, or a death, loses the rules by which alerts were opened.",
  },
  {
    name: "rules are kept for new systems alone",
    file: "functions/store/state-store.ts",
    search: "base.ruleVersion !== ruleVersion",
    replacement: "base.version === 0",
    why: "After a deployment with other rules nobody can say why an alert has opened.",
  },
  {
    name: "a container takes rules for kept before they are",
    file: "functions/store/rule-book-store.ts",
    search: "    if (this.#put.has(name)) return;\n",
    replacement: "    if (this.#put.has(name)) return;\n    this.#put.add(name);\n",
    why: "The retry of a put that failed commits without it.",
  },
  {
    name: "a state names no rules",
    file: "functions/store/state-store.ts",
    search: "      stationsItem,\n      ruleVersion,\n      markAt",
    replacement: "      stationsItem,\n      markAt",
    why: "Nobody knows by which rules a system is judged now.",
  },
];
