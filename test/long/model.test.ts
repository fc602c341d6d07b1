import { expect, it } from "vitest";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { contextOf } from "../core/builders.ts";
import { AS_SHIPPED } from "../corruption/told.ts";
import { inFolder, wholeTape } from "../e2e/played-tape.ts";
import { Comparison } from "../model/compare.ts";
import { TAPE_NAMES } from "./tape-names.ts";
import { pollsOf } from "./tape-polls.ts";

it.each(TAPE_NAMES)("of %s, whole, the core says what the model of its description says", async (name) => {
  await inFolder(async (folder) => {
    const tape = await wholeTape(name, folder);
    for (const ruleBook of [PLAIN_RULES, AS_SHIPPED]) {
      const comparison = new Comparison();
      let polls = 0;
      for await (const poll of pollsOf(tape.folder)) {
        const context = contextOf({ ruleBook, arrivedAt: poll.at });
        const terms = { ...context, places: null, hours: null };
        expect(comparison.take(poll, terms, context).difference).toBeNull();
        polls++;
      }
      expect(polls).toBeGreaterThan(100);
    }
  });
});
