import { join } from "node:path";
import { expect, test } from "vitest";
import { takeLook } from "../../functions/core/believed.ts";
import type { Columns } from "../../functions/core/columns.ts";
import { isLook } from "../../functions/core/context.ts";
import {
  CLOSED_BY_OPERATOR,
  DISCONNECTED,
  flagValue,
  INSTALLED,
  RENTING,
  RETURNING,
} from "../../functions/core/flags.ts";
import { fold } from "../../functions/core/fold.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { packLook } from "../../functions/store/packed-look.ts";
import { writeCityTape } from "../city-tape.ts";
import { contextOf } from "../core/builders.ts";
import { AS_SHIPPED } from "../corruption/told.ts";
import { inFolder, wholeTape } from "../e2e/played-tape.ts";
import { outcomeOf } from "../model/compare.ts";
import type { Reading } from "../model/poll.ts";
import { readBack } from "../store/read-back.ts";
import { Believer } from "./believer.ts";
import { TAPE_NAMES } from "./tape-names.ts";
import { pollsOf } from "./tape-polls.ts";
import { troubled } from "./troubled-polls.ts";

const POLLS = 400;
const CITY = "the simulated city";
const RULES = {
  ...AS_SHIPPED,
  rules: { ...AS_SHIPPED.rules, "few-ebikes": { ...AS_SHIPPED.rules.empty, atMost: 1, clearAt: 2 } },
} as typeof AS_SHIPPED;

interface Kept {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly stations: number;
  readonly stationIds: readonly string[];
}

/** A line for each station that is there. */
function keptLines(stationIds: readonly string[], { present, ...columns }: Columns): string[] {
  return stationIds.flatMap((stationId, column) => {
    if (present[column] !== true) return [];
    const flags = columns.flags[column] ?? 0;
    return line({
      stationId,
      vehicles: columns.vehicles[column] ?? null,
      docks: columns.docks[column] ?? null,
      ebikes: columns.ebikes?.[column] ?? null,
      isInstalled: flagValue(flags, INSTALLED),
      isRenting: flagValue(flags, RENTING),
      isReturning: flagValue(flags, RETURNING),
      isClosedByOperator: (flags & CLOSED_BY_OPERATOR) !== 0,
      isDisconnected: (flags & DISCONNECTED) !== 0,
    });
  });
}

function line(one: Omit<Reading, "isContradicted" | "docksAre">): string {
  const { stationId, vehicles, docks, ebikes, isInstalled, isRenting, isReturning } = one;
  const flags = [isInstalled, isRenting, isReturning, one.isClosedByOperator, one.isDisconnected];
  return JSON.stringify([stationId, vehicles, docks, ebikes, flags]);
}

test.each([...TAPE_NAMES, CITY])(
  "under the shipped rules, what is read back of %s is what a second computation believes of its polls",
  async (name) => {
    await inFolder(async (folder) => {
      const city = join(folder, "city");
      if (name === CITY) await writeCityTape(city, { polls: POLLS, intervalMs: 60_000 });
      const tape = name === CITY ? city : (await wholeTape(name, folder)).folder;
      const believer = new Believer();
      const expected = new Map<number, string[]>();
      const verdicts: Record<string, number> = {};
      const kept: Kept[] = [];
      let doubted = 0;
      let isPublished = false;
      let newest: readonly Reading[] = [];
      let state = NEW_SYSTEM;
      for await (const poll of troubled(pollsOf(tape))) {
        const context = contextOf({ ruleBook: RULES, arrivedAt: poll.at });
        const verdict = believer.take(poll, context);
        verdicts[verdict] = (verdicts[verdict] ?? 0) + 1;
        if (poll.type === "snapshot") {
          newest = poll.readings;
          isPublished ||= poll.publishedAt !== null;
        }
        if (verdict === "observed") {
          const own = new Map(newest.map((one) => [one.stationId, one]));
          expected.set(poll.at, [...believer.believed.values()].map(line).sort());
          doubted += [...believer.believed.values()].filter((one) =>
            isDoubted(one, own.get(one.stationId)),
          ).length;
        }
        const folded = fold(state, outcomeOf(poll), context);
        if (!isLook(folded)) throw new Error("each poll is newer than the one before it");
        const { state: after, look } = takeLook(state, folded, poll.at, context);
        state = after;
        if (look.past.believed !== null) {
          const { stationIds } = look.past.believed;
          kept.push({ at: poll.at, bytes: packLook(look, "7"), stations: stationIds.length, stationIds });
        }
        if (kept.length === POLLS) break;
      }
      expect(kept.map(({ at }) => at)).toEqual([...expected.keys()]);
      const read = readBack(kept);
      for (const { at, stationIds } of kept)
        expect(keptLines(stationIds, read.get(at) as Columns).sort()).toEqual(expected.get(at));
      expect(verdicts.held).toBeGreaterThan(10);
      expect(verdicts.failed).toBeGreaterThan(10);
      if (isPublished) expect(verdicts.dropped).toBeGreaterThan(5);
      expect(believer.looks.some(({ frozenSince }) => frozenSince !== null)).toBe(true);
      expect(doubted).toBeGreaterThan(100);
    });
  },
);

/** Each believed count is the poll's own, or was taken for unknown. Returns whether one was. */
function isDoubted(believed: Reading, own: Reading | undefined): boolean {
  const counts = (["vehicles", "docks", "ebikes"] as const).map(
    (measure) => [believed[measure], own?.[measure] ?? null] as const,
  );
  for (const [one, said] of counts) {
    if (one !== said && one !== null && own?.docksAre !== "negative")
      throw new Error(`${believed.stationId} has ${said}, and ${one} is believed`);
  }
  return counts.some(([one, said]) => one === null && said !== null);
}
