import { expect, it } from "vitest";
import { pollTape } from "../../cli/replay/polls.ts";
import { takeLook } from "../../functions/core/believed.ts";
import { isLook } from "../../functions/core/context.ts";
import { fold } from "../../functions/core/fold.ts";
import { parseOpeningHours } from "../../functions/core/opening-hours.ts";
import type { PastLook } from "../../functions/core/past.ts";
import { indexRoster, type RosterIndex } from "../../functions/core/roster.ts";
import { PLAIN_TERM, ServiceLevels } from "../../functions/core/service-levels.ts";
import type { ServiceTerm } from "../../functions/core/service-terms.ts";
import { NEW_SYSTEM } from "../../functions/core/state.ts";
import { openTape } from "../../local/tape/read.ts";
import { contextOf } from "../core/builders.ts";
import { linesOf } from "../core/level-properties.ts";
import { naiveLevels } from "../core/naive-levels.ts";
import { AS_SHIPPED } from "../corruption/told.ts";
import { inFolder, wholeTape } from "../e2e/played-tape.ts";
import { outcomeOf } from "../model/compare.ts";
import { Believer } from "./believer.ts";
import { TAPE_NAMES } from "./tape-names.ts";
import { pollsOf } from "./tape-polls.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const POLLS = 160;
const TERMS: readonly ServiceTerm[] = [
  PLAIN_TERM,
  {
    ...PLAIN_TERM,
    name: "nearest",
    of: ["empty", "full"],
    hours: parseOpeningHours("07:10-21:05"),
    afterMs: 30 * MINUTE_MS,
    unless: "nearest",
    penalty: { hundredths: 5_000, perMs: HOUR_MS },
  },
  { ...PLAIN_TERM, name: "clusters", of: ["empty"], afterMs: 5 * MINUTE_MS, unless: { withinMeters: 400 } },
];

async function rosterOf(folder: string): Promise<RosterIndex | null> {
  let roster: RosterIndex | null = null;
  for await (const message of pollTape(await openTape(folder))) {
    if (message.type === "roster") roster = indexRoster(message);
  }
  return roster;
}

it.each(TAPE_NAMES)("of %s, levels are those of a second computation, from the polls", async (name) => {
  await inFolder(async (folder) => {
    const tape = await wholeTape(name, folder);
    const roster = await rosterOf(tape.folder);
    const believer = new Believer();
    const looks: PastLook[] = [];
    let state = NEW_SYSTEM;
    for await (const poll of pollsOf(tape.folder)) {
      const context = contextOf({ ruleBook: AS_SHIPPED, arrivedAt: poll.at });
      believer.take(poll, context);
      const folded = fold(state, outcomeOf(poll), context);
      if (!isLook(folded)) continue;
      const taken = takeLook(state, folded, poll.at, context);
      state = taken.state;
      looks.push(taken.look.past);
      if (looks.length === POLLS) break;
    }
    const [first = 0, last = 0] = [looks[0]?.at, looks.at(-1)?.at];
    const span = last - first;
    const period = { since: Math.round(first + span / 10), until: Math.round(first + (span * 8) / 10) };
    const where = { gapMs: AS_SHIPPED.guards.rebaselineAfterMs ?? 0, timeZone: "Europe/Paris", terms: TERMS };
    const levels = new ServiceLevels({ ...where, period, roster });
    for (const look of looks) if (!levels.take(look)) break;
    const stations = roster?.roster.stations ?? [];
    const positions = new Map(
      stations.flatMap(({ stationId, latitude, longitude }) =>
        latitude === null || longitude === null ? [] : [[stationId, { latitude, longitude }] as const],
      ),
    );
    const expected = naiveLevels(believer.looks, { ...where, ...period, asOf: last, positions });
    expect(linesOf(levels.end(last))).toEqual(expected);
    expect(expected.length).toBeGreaterThan(1_000);
  });
});
