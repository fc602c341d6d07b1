import type { Mutant } from "./mutant.ts";

/** Bugs where people write: what others wrote is lost, or the log tells something else than what was. */
export const PEOPLE_MUTANTS: readonly Mutant[] = [
  {
    name: "people write whatever others have written meanwhile",
    file: "functions/store/people-store.ts",
    search: '["attribute_exists(alertId)", ...asRead].join(" AND ")',
    replacement: '"attribute_exists(alertId)"',
    also: [
      {
        file: "functions/store/people-store.ts",
        search: "HANDLING_ATTRIBUTES.filter((name) => before[name] !== null).map(",
        replacement: "HANDLING_ATTRIBUTES.filter(() => false).map(",
      },
    ],
    why: "Of two who say at once that they have an alert both are told so, and one has it.",
  },
  {
    name: "the whole alert is put as a person has read it",
    file: "functions/store/people-store.ts",
    search: "          await this.#write(alert, before, after, changed);",
    replacement:
      '          const { PutCommand } = await import("@aws-sdk/lib-dynamodb");\n          const Item = withHandling(alert, after);\n          await this.#client.send(new PutCommand({ TableName: this.#tables.alerts, Item }));',
    why: "What the detector has written meanwhile is lost.",
  },
  {
    name: "the log is written before the alert",
    file: "functions/store/people-store.ts",
    search: "        try {\n          await this.#write(alert, before, after, changed);",
    replacement:
      "        try {\n          await this.#log(alert, act, caller, { replaced: of(before, changed), wrote: of(after, changed) });\n          await this.#write(alert, before, after, changed);",
    why: "An entry tells of what was then refused, or died.",
  },
  {
    name: "a log that cannot be written is no matter",
    file: "functions/store/people-store.ts",
    search: "      throw new Error(sentence, { cause: error });",
    replacement: "      void sentence;",
    why: "What a person was told is done is in no log once somebody writes over it.",
  },
  {
    name: "a client's second try counts as somebody else's write",
    file: "functions/store/people-store.ts",
    search: "($metadata?.attempts ?? 1) === 1) return false;",
    replacement: "($metadata?.attempts ?? 1) > 0) return false;",
    why: "A write whose answer was lost is found done already, and never gets its entry.",
  },
  {
    name: "the log does not say what was replaced",
    file: "functions/store/people-store.ts",
    search: "replaced: of(before, changed)",
    replacement: "replaced: {}",
    why: "The last word of somebody who died before their entry is lost with the next act.",
  },
  {
    name: "who has an alert is not asked",
    file: "functions/core/handling.ts",
    search: "holder !== act.by && !act.takes)",
    replacement: "holder !== act.by && act.takes)",
    why: "The second who says so has the alert, and the first is not told.",
  },
  {
    name: "a silence that is there is put again",
    file: "functions/store/silence-store.ts",
    search: '      ConditionExpression: "attribute_not_exists(subject)",\n',
    replacement: "",
    why: "A silence that was ended is on again.",
  },
  {
    name: "a silence ends whenever somebody says so",
    file: "functions/store/silence-store.ts",
    search: '"attribute_exists(subject) AND #until > :at"',
    replacement: '"attribute_exists(subject)"',
    why: "Ending what has ended makes it last until now.",
  },
];
