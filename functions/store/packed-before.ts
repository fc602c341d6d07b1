import type { Columns } from "../core/columns.ts";
import type { FeedRuleName } from "../core/feed-rules.ts";
import { FLAGS_MAX } from "../core/flags.ts";
import { type RuleState, UNSEEN } from "../core/lifecycle.ts";
import { mapRules, NEW_SYSTEM, type RuleColumns } from "../core/state.ts";
import type { StationRuleName } from "../core/station-rules.ts";
import type { ByteReader } from "./byte-reader.ts";
import { type FeedState, readAbsences, readTime } from "./packed-feed.ts";
import { type OnsetKinds, readRule } from "./packed-rules.ts";
import { readWindow } from "./packed-window.ts";

/**
 * The layouts before parts are only read, never written. They have columns, rules, the window and the feed one after
 * the other, each rule in its place. Format 1 had three rules and nothing about the feed.
 */
const STATION_RULES_BEFORE: Readonly<Record<1 | 2, readonly StationRuleName[]>> = {
  1: ["empty", "full", "closed"],
  2: ["empty", "full", "closed", "missing"],
};
const FEED_RULES_OF_2: readonly FeedRuleName[] = ["feed-down", "feed-frozen", "feed-shrunk", "feed-flapping"];
const ONSET_KINDS: Readonly<Record<1 | 2, OnsetKinds>> = { 1: 2, 2: 3 };

/** Returns the state of `count` stations without ids and marks. `snapshotAt` is the frame's. */
export function readStateBefore(
  reader: ByteReader,
  format: 1 | 2,
  count: number,
  markAt: number,
  snapshotAt: number | null,
) {
  const columns = readColumnsBefore(reader, count);
  const states = STATION_RULES_BEFORE[format].map((name) => {
    return [name, readRule(reader, count, markAt, ONSET_KINDS[format])] as const;
  });
  const rules = mapRules(Object.fromEntries(states), (known) => known);
  const window = readWindow(reader, columns);
  const feed =
    format === 1 ? feedOfFormat1(snapshotAt, columns, rules) : readFeedBefore(reader, count, markAt);
  return { columns, rules, window, ...feed };
}

/** Returns the feed's part for a state of format 1, which had none. */
function feedOfFormat1(seenAt: number | null, columns: Columns, rules: RuleColumns): FeedState {
  const { published, feedRules, held } = NEW_SYSTEM;
  // How long a known station was absent was not saved: it counts from the last snapshot, or it would stay for ever.
  const absent = columns.present.flatMap((isPresent, column) => {
    const isKnown = Object.values(rules).some((states) => (states?.[column] ?? UNSEEN) !== UNSEEN);
    return isPresent || !isKnown || seenAt === null ? [] : [[column, seenAt] as const];
  });
  return { observedAt: seenAt, published, absentSince: new Map(absent), feedRules, held };
}

function readFeedBefore(reader: ByteReader, count: number, markAt: number): FeedState {
  const observedAt = readTime(reader, markAt);
  const published = { newestAt: readTime(reader, markAt), olderSince: readTime(reader, markAt) };
  const absentSince = readAbsences(reader, count, markAt);
  const states = readRule(reader, FEED_RULES_OF_2.length, markAt, ONSET_KINDS[2]);
  const feedRules = Object.fromEntries(FEED_RULES_OF_2.map((rule, index) => [rule, states[index]]));
  const sightings = reader.readNumber();
  const since = sightings === 0 ? null : (readTime(reader, markAt) ?? markAt);
  return {
    observedAt,
    published,
    absentSince,
    feedRules: { ...NEW_SYSTEM.feedRules, ...(feedRules as Record<FeedRuleName, RuleState>) },
    held: since === null ? null : { since, sightings, columns: readColumnsBefore(reader, count) },
  };
}

function readColumnsBefore(reader: ByteReader, count: number): Columns {
  const present = reader.readRuns(count, 1).map((value) => value === 1);
  const vehicles = reader.readCounts(count);
  const docks = reader.readCounts(count);
  const flags = reader.readRuns(count, FLAGS_MAX);
  return { present, vehicles, docks, flags };
}
