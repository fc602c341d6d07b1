import { FEED_RULES, type FeedRuleName, feedRuleAtFirst } from "../core/feed-rules.ts";
import type { RuleState } from "../core/lifecycle.ts";
import type { HeldSnapshot, PublishedMark, SystemState } from "../core/state.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import {
  COLUMN_PARTS,
  feedRulePart,
  PART,
  readColumns,
  readKnownParts,
  writeColumns,
} from "./packed-parts.ts";
import { readRule, writeRule } from "./packed-rules.ts";

/** What a state knows of its feed besides the stations' columns. */
export type FeedState = Pick<SystemState, "observedAt" | "published" | "absentSince" | "feedRules" | "held">;

type Time = number | null;

/** Writes the feed's part of a state. A time is written as its distance back from the mark; none is after the mark. */
export function writeFeedState(writer: ByteWriter, state: FeedState, markAt: number): void {
  const { observedAt, published, absentSince, feedRules, held } = state;
  const marks = [observedAt, published.newestAt, published.olderSince];
  if (marks.some((at) => at !== null)) {
    writer.writePart(PART.marks, (part) => {
      for (const at of marks) writeTime(part, at, markAt);
    });
  }
  if (absentSince.size > 0)
    writer.writePart(PART.absences, (part) => writeAbsences(part, absentSince, markAt));
  for (const row of FEED_RULES) {
    const known = feedRules[row.name];
    if (known.phase !== feedRuleAtFirst(row).phase) {
      writer.writePart(feedRulePart(row.number), (part) => writeRule(part, [known], markAt));
    }
  }
  if (held !== null) {
    writer.writePart(PART.held, (part) => {
      part.writeNumber(held.sightings);
      writeTime(part, held.since, markAt);
      writeColumns(part, held.columns);
    });
  }
}

export function readFeedState(
  parts: ReadonlyMap<number, ByteReader>,
  count: number,
  markAt: number,
): FeedState {
  const marks = parts.get(PART.marks);
  const readMark = () => (marks === undefined ? null : readTime(marks, markAt));
  const observedAt = readMark();
  const published: PublishedMark = { newestAt: readMark(), olderSince: readMark() };
  const feedRules = FEED_RULES.map((row): [FeedRuleName, RuleState] => {
    const part = parts.get(feedRulePart(row.number));
    return [row.name, (part && readRule(part, 1, markAt, 3)[0]) ?? feedRuleAtFirst(row)];
  });
  return {
    observedAt,
    published,
    absentSince: readAbsences(parts.get(PART.absences), count, markAt),
    feedRules: Object.fromEntries(feedRules) as Record<FeedRuleName, RuleState>,
    held: readHeld(parts.get(PART.held), count, markAt),
  };
}

function readHeld(part: ByteReader | undefined, count: number, markAt: number): HeldSnapshot | null {
  if (part === undefined) return null;
  const sightings = part.readNumber();
  const since = readTime(part, markAt) ?? markAt;
  const parts = readKnownParts(part);
  const columns = readColumns(parts, count);
  for (const [number, own] of parts) {
    if (!COLUMN_PARTS.has(number))
      throw new RangeError(`part ${number} in a held snapshot, expected columns`);
    own.end();
  }
  return { since, sightings, columns };
}

/** Writes how many are absent, then for each the distance from the previous column, and its time. */
function writeAbsences(writer: ByteWriter, absentSince: ReadonlyMap<number, number>, markAt: number): void {
  writer.writeNumber(absentSince.size);
  let last = 0;
  for (const [column, since] of absentSince) {
    writer.writeSigned(column - last);
    writeTime(writer, since, markAt);
    last = column;
  }
}

export function readAbsences(
  reader: ByteReader | undefined,
  count: number,
  markAt: number,
): ReadonlyMap<number, number> {
  const absentSince = new Map<number, number>();
  if (reader === undefined) return absentSince;
  let column = 0;
  for (let left = reader.readNumber(); left > 0; left--) {
    column += reader.readSigned();
    if (!(column >= 0 && column < count))
      throw new RangeError(`packed state has an absence in column ${column}`);
    absentSince.set(column, readTime(reader, markAt) ?? markAt);
  }
  return absentSince;
}

/** Writes null as 0, and a time as one more than its distance from the mark. */
export function writeTime(writer: ByteWriter, at: Time, markAt: number): void {
  writer.writeNumber(at === null ? 0 : markAt - at + 1);
}

export function readTime(reader: ByteReader, markAt: number): Time {
  const time = reader.readTimeBefore(markAt + 1);
  return time === markAt + 1 ? null : time;
}
