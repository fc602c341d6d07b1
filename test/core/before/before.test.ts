import { existsSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { tapePoller } from "../../../cli/replay/polls.ts";
import type { PollOutcome } from "../../../functions/core/observation.ts";
import { indexRoster } from "../../../functions/core/roster.ts";
import { PLAIN_RULES } from "../../../functions/core/rules.ts";
import { openTape } from "../../../local/tape/read.ts";
import { AS_SHIPPED } from "../../corruption/told.ts";
import { outcomes, ruleBooks } from "../arbitrary.ts";
import { contextOf } from "../builders.ts";
import { Comparison } from "./compare.ts";

const TAPES = join(import.meta.dirname, "../../../../shared/tapes");
const NAMES = ["lyon-jcdecaux-v3", "baywheels-gbfs-1", "oslo-gbfs-2"];
const POLLS = 150;

const roster = indexRoster({
  type: "roster",
  systemId: "hill",
  fetchedAt: 1,
  timeZone: "UTC",
  openingHours: "Mo-Su 08:00-08:40",
  stations: ["a", "b", "c", "__proto__"].map((stationId, index) => ({
    stationId,
    name: `Place ${stationId}`,
    address: null,
    latitude: 45 + index / 1_000,
    longitude: 4,
    capacity: null,
  })),
});

test("any polls, under rules that a deployment may change, are folded as before", () => {
  fc.assert(
    fc.property(
      outcomes(40),
      fc.tuple(ruleBooks, ruleBooks),
      fc.nat({ max: 40 }),
      fc.boolean(),
      (polls, [first, second], changed, isNamed) => {
        const comparison = new Comparison();
        for (const [index, poll] of polls.entries()) {
          const ruleBook = index < changed ? first : second;
          const more = { ruleBook, arrivedAt: poll.fetchedAt, roster: isNamed ? roster : null };
          comparison.fold(poll, contextOf(more));
        }
      },
    ),
    { numRuns: 300, seed: 20_261_127 },
  );
});

/** The polls of a tape as a poller sends them: every third repeats the body, every tenth fails. */
async function pollsOf(name: string): Promise<PollOutcome[]> {
  const tape = await openTape(join(TAPES, name));
  const poller = tapePoller(tape.head.system);
  const polls: PollOutcome[] = [];
  for await (const response of tape.responses()) {
    const poll = poller.poll(response);
    if (poll === null) continue;
    const { systemId, fetchedAt } = poll;
    polls.push(poll);
    const next = fetchedAt + 1_000;
    if (polls.length % 3 === 0)
      polls.push({ type: "unchanged", systemId, fetchedAt: next, snapshotAt: fetchedAt });
    if (polls.length % 10 === 0) {
      const reason = "answered with status 503";
      polls.push({ type: "failed", systemId, fetchedAt: next + 1_000, reason, httpStatus: 503 });
    }
    if (polls.length >= POLLS) break;
  }
  return polls;
}

test.each(existsSync(TAPES) ? NAMES : [])(
  "%s is folded as before, by snapshots, unchanged and failed",
  async (name) => {
    const polls = await pollsOf(name);
    for (const ruleBook of [PLAIN_RULES, AS_SHIPPED]) {
      const comparison = new Comparison();
      for (const poll of polls) comparison.fold(poll, contextOf({ ruleBook, arrivedAt: poll.fetchedAt }));
    }
    expect(polls.length).toBeGreaterThanOrEqual(POLLS);
  },
);
