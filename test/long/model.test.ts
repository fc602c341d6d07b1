import { expect, it } from "vitest";
import { pollTape } from "../../cli/replay/polls.ts";
import {
  CLOSED_BY_OPERATOR,
  DISCONNECTED,
  DOCKS_CONTRADICTED,
  DOCKS_NEGATIVE,
  flagValue,
  INSTALLED,
  RENTING,
  RETURNING,
  VEHICLES_CONTRADICTED,
} from "../../functions/core/flags.ts";
import type { Observation, PollOutcome } from "../../functions/core/observation.ts";
import { PLAIN_RULES } from "../../functions/core/rules.ts";
import { openTape } from "../../local/tape/read.ts";
import { contextOf, observationsOf } from "../core/builders.ts";
import { AS_SHIPPED } from "../corruption/told.ts";
import { inFolder, wholeTape } from "../e2e/played-tape.ts";
import { Comparison } from "../model/compare.ts";
import type { Poll, Reading } from "../model/poll.ts";
import { TAPE_NAMES } from "./tape-names.ts";

/** The polls of a tape: every third repeats the body, every tenth fails. */
async function* pollsOf(folder: string): AsyncGenerator<Poll> {
  const tape = await openTape(folder);
  let polls = 0;
  for await (const outcome of pollTape(tape)) {
    if (outcome.type === "roster") continue;
    const poll = pollOf(outcome);
    polls++;
    yield poll;
    const at = poll.at + 1_000;
    if (polls % 3 === 0) yield { type: "unchanged", at, snapshotAt: poll.at };
    if (polls % 10 === 0)
      yield { type: "failed", at: at + 1_000, reason: "it answered 503", httpStatus: 503 };
  }
}

function pollOf(outcome: PollOutcome): Poll {
  const at = outcome.fetchedAt;
  if (outcome.type !== "snapshot") return { ...outcome, at };
  const readings = observationsOf(outcome.stations).map(readingOf);
  return { type: "snapshot", at, publishedAt: outcome.publishedAt, readings };
}

function readingOf({ stationId, vehicles, docks, ebikes = null, flags }: Observation): Reading {
  return {
    stationId,
    vehicles,
    docks,
    ebikes,
    isInstalled: flagValue(flags, INSTALLED),
    isRenting: flagValue(flags, RENTING),
    isReturning: flagValue(flags, RETURNING),
    isClosedByOperator: (flags & CLOSED_BY_OPERATOR) !== 0,
    isDisconnected: (flags & DISCONNECTED) !== 0,
    isContradicted: (flags & VEHICLES_CONTRADICTED) !== 0,
    docksAre:
      (flags & DOCKS_CONTRADICTED) !== 0
        ? "contradicted"
        : (flags & DOCKS_NEGATIVE) !== 0
          ? "negative"
          : null,
  };
}

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
