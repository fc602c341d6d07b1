import { expect, it } from "vitest";
import { pollTape } from "../../cli/replay/polls.ts";
import type { PollOutcome } from "../../functions/core/observation.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { openTape } from "../../local/tape/read.ts";
import { Comparison } from "../core/before/compare.ts";
import { contextOf } from "../core/builders.ts";
import { AS_SHIPPED } from "../corruption/told.ts";
import { inFolder, wholeTape } from "../e2e/played-tape.ts";
import { TAPE_NAMES } from "./tape-names.ts";

/** The polls of a tape as a poller sends them: every third repeats the body, every tenth fails. */
async function* pollsOf(folder: string): AsyncGenerator<PollOutcome> {
  const tape = await openTape(folder);
  let polls = 0;
  for await (const poll of pollTape(tape)) {
    if (poll.type === "roster") continue;
    const { systemId, fetchedAt } = poll;
    polls++;
    yield poll;
    const next = fetchedAt + 1_000;
    if (polls % 3 === 0) yield { type: "unchanged", systemId, fetchedAt: next, snapshotAt: fetchedAt };
    if (polls % 10 === 0) {
      const reason = "answered with status 503";
      yield { type: "failed", systemId, fetchedAt: next + 1_000, reason, httpStatus: 503 };
    }
  }
}

it.each(TAPE_NAMES)(
  "%s, whole, is folded as before rules were rows, by snapshots, unchanged and failed",
  async (name) => {
    await inFolder(async (folder) => {
      const tape = await wholeTape(name, folder);
      for (const ruleBook of [PLAIN_RULES, AS_SHIPPED]) {
        const comparison = new Comparison();
        let polls = 0;
        for await (const poll of pollsOf(tape.folder)) {
          comparison.fold(poll, contextOf({ ruleBook, arrivedAt: poll.fetchedAt }));
          polls++;
        }
        expect(polls).toBeGreaterThan(100);
      }
    });
  },
);
