import { knownForMs } from "../../functions/core/guards.ts";
import type { Period } from "../../functions/core/level-cells.ts";
import type { PastLook } from "../../functions/core/past.ts";
import type { RuleBook } from "../../functions/core/rules.ts";
import { HistoryQueries } from "../../functions/store/history-queries.ts";
import { ruleBookOf } from "../../functions/systems/rule-settings.ts";
import { configurationVersion } from "../../functions/systems/version.ts";
import { HistoryReader } from "../../functions/views/history.ts";
import type { Asked } from "../asking.ts";
import { laterName } from "../connection.ts";
import type { Place } from "../places.ts";
import type { World } from "../world.ts";

/** A hold is confirmed, or given up, within this time: so long after a period, looks still say what was so in it. */
const LATER_MS = 15 * 60_000;

/**
 * Returns the looks that say what was so in a period, some before and after it among them, and the milliseconds after
 * which what was seen last is no longer known to hold, by the rules of now.
 */
export async function pastAround(
  systemId: string,
  { since, until }: Period,
  asked: Asked,
  place: Place,
  world: World,
): Promise<{ readonly gapMs: number; readonly looks: AsyncIterable<PastLook> }> {
  const gapMs = knownForMs((await rulesOfNow(systemId, asked)).guards);
  // What was so at the beginning may have been seen before it, but no longer ago than a gap.
  const span = { since: since - gapMs, until: until + LATER_MS };
  return { gapMs, looks: pastOf(systemId, span, asked, place, world) };
}

/** Returns the rules by which a system is judged now: those that are kept, or else those of the systems.json here. */
export async function rulesOfNow(systemId: string, { systems }: Asked): Promise<RuleBook> {
  const kept = await systems.rules(systemId);
  const configuration = systems.configuration() ?? { systems: [] };
  return kept ?? ruleBookOf(configuration, systemId, configurationVersion(configuration));
}

/**
 * Yields what a system's history says, look by look, from the UTC hour in which `since` lies to before `until`.
 * Columns are valid until the next look is asked for.
 */
export async function* pastOf(
  systemId: string,
  { since, until }: Period,
  asked: Asked,
  place: Place,
  world: World,
): AsyncGenerator<PastLook, void, void> {
  const queries = await historyOf(asked, place, world);
  const reader = new HistoryReader();
  for await (const look of queries.looks(systemId, since, until)) yield reader.read(look);
}

/**
 * Yields the same, and where a period begins in an outage also what was seen last before it: what stations there were
 * tells whose time is missing. `gapMs` is how long what was seen is known to hold.
 */
export async function* pastThrough(
  systemId: string,
  { since, until }: Period,
  gapMs: number,
  asked: Asked,
  place: Place,
  world: World,
): AsyncGenerator<PastLook, void, void> {
  const believedAt = await (await historyOf(asked, place, world)).believedAt(systemId, since);
  const from = Math.min(since - gapMs, believedAt ?? since);
  yield* pastOf(systemId, { since: from, until }, asked, place, world);
}

async function historyOf({ connection }: Asked, place: Place, world: World): Promise<HistoryQueries> {
  const history = await laterName(connection, "historyTable", place);
  const tables = { history, state: connection.names.stateTable };
  return new HistoryQueries(connection.tables, tables, world.now);
}
