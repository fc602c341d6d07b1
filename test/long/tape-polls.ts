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
import { openTape } from "../../local/tape/read.ts";
import { observationsOf } from "../core/builders.ts";
import type { Poll, Reading } from "../model/poll.ts";

/** The polls of a tape: every third repeats the body, every tenth fails. */
export async function* pollsOf(folder: string): AsyncGenerator<Poll> {
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
