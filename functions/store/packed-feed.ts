import type { Columns } from "../core/columns.ts";
import type { RuleState } from "../core/lifecycle.ts";
import { FEED_RULES, type FeedRuleName, STATION_RULES } from "../core/rules.ts";
import { type HeldSnapshot, NEW_SYSTEM, type SystemState } from "../core/state.ts";
import type { ByteReader, ByteWriter } from "./bytes.ts";
import { readRule, writeRule } from "./packed-rules.ts";

/** What a state knows of its feed beside the stations' columns. */
export type FeedState = Pick<SystemState, "observedAt" | "published" | "absentSince" | "feedRules" | "held">;

/** What a state of format 1, which knew nothing of this, goes on with. */
export function feedStateBefore(
  seenAt: number | null,
  columns: Columns,
  rules: SystemState["rules"],
): FeedState {
  const { published, feedRules, held } = NEW_SYSTEM;
  // Of an absent station that the rules know it is not known since when, and it must not stay so for ever.
  const absent = columns.present.flatMap((isPresent, column) => {
    const isKnown = STATION_RULES.some((rule) => rules[rule][column]?.phase !== "unseen");
    return isPresent || !isKnown || seenAt === null ? [] : [[column, seenAt] as const];
  });
  return { observedAt: seenAt, published, absentSince: new Map(absent), feedRules, held };
}

/** Times are counted back from the mark, which none of them is after. */
export function writeFeedState(writer: ByteWriter, state: FeedState, markAt: number): void {
  const writeTime = (at: number | null) => writer.writeNumber(at === null ? 0 : markAt - at + 1);
  writeTime(state.observedAt);
  writeTime(state.published.newestAt);
  writeTime(state.published.olderSince);
  writer.writeNumber(state.absentSince.size);
  let last = 0;
  for (const [column, since] of state.absentSince) {
    writer.writeSigned(column - last);
    writeTime(since);
    last = column;
  }
  writeRule(
    writer,
    FEED_RULES.map((rule) => state.feedRules[rule]),
    markAt,
  );
  writer.writeNumber(state.held?.sightings ?? 0);
  if (state.held === null) return;
  writeTime(state.held.since);
  writeColumns(writer, state.held.columns);
}

export function readFeedState(reader: ByteReader, count: number, markAt: number): FeedState {
  const readTime = () => {
    const back = reader.readNumber();
    return back === 0 ? null : markAt - back + 1;
  };
  const observedAt = readTime();
  const published = { newestAt: readTime(), olderSince: readTime() };
  const absentSince = new Map<number, number>();
  let column = 0;
  for (let left = reader.readNumber(); left > 0; left--) {
    column += reader.readSigned();
    absentSince.set(column, readTime() ?? markAt);
  }
  const states = readRule(reader, FEED_RULES.length, markAt, 3);
  const feedRules = Object.fromEntries(FEED_RULES.map((rule, index) => [rule, states[index]]));
  return {
    observedAt,
    published,
    absentSince,
    feedRules: feedRules as Record<FeedRuleName, RuleState>,
    held: readHeld(reader, count, readTime, markAt),
  };
}

function readHeld(
  reader: ByteReader,
  count: number,
  readTime: () => number | null,
  markAt: number,
): HeldSnapshot | null {
  const sightings = reader.readNumber();
  if (sightings === 0) return null;
  return { sightings, since: readTime() ?? markAt, columns: readColumns(reader, count) };
}

export function writeColumns(writer: ByteWriter, { present, vehicles, docks, flags }: Columns): void {
  writer.writeRuns(present.map((isPresent) => (isPresent ? 1 : 0)));
  writer.writeCounts(vehicles);
  writer.writeCounts(docks);
  writer.writeRuns(flags);
}

export function readColumns(reader: ByteReader, count: number): Columns {
  const present = reader.readRuns(count).map((value) => value === 1);
  const vehicles = reader.readCounts(count);
  const docks = reader.readCounts(count);
  const flags = reader.readRuns(count);
  return { present, vehicles, docks, flags };
}
