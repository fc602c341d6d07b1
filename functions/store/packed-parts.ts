import { type Columns, emptyColumns } from "../core/columns.ts";
import { FEED_RULES } from "../core/feed-rules.ts";
import { FLAGS_MAX } from "../core/flags.ts";
import { MEASURES } from "../core/measures.ts";
import { NewerStateError } from "../core/refusal.ts";
import { STATION_RULES } from "../core/station-rules.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/**
 * The numbers of a state's parts; none is ever used again. A part is written only while it says something. A missing
 * part means: every station is present without flags, counts are unknown, a rule about stations or system-closed has
 * seen nothing, the feed is well, nothing is known of a history.
 */
export const PART = {
  present: 1,
  flags: 2,
  marks: 3,
  absences: 4,
  window: 5,
  held: 6,
  elsewhere: 7,
  departed: 8,
  history: 9,
} as const;

/** A measure's part is its number plus this offset, a rule's likewise; each kind's parts fit before the next offset. */
const MEASURE_PARTS = 16;
const STATION_RULE_PARTS = 32;
const FEED_RULE_PARTS = 96;

export const measurePart = (number: number) => MEASURE_PARTS + number;
export const stationRulePart = (number: number) => STATION_RULE_PARTS + number;
export const feedRulePart = (number: number) => FEED_RULE_PARTS + number;

/** The parts that writeColumns writes. */
export const COLUMN_PARTS: ReadonlySet<number> = new Set([
  PART.present,
  PART.flags,
  ...MEASURES.map(({ number }) => measurePart(number)),
]);

const KNOWN_PARTS: ReadonlySet<number> = new Set([
  ...Object.values(PART),
  ...COLUMN_PARTS,
  ...STATION_RULES.map(({ number }) => stationRulePart(number)),
  ...FEED_RULES.map(({ number }) => feedRulePart(number)),
]);

/** Returns the parts by their numbers. Throws a NewerStateError when one is unknown. */
export function readKnownParts(reader: ByteReader): Map<number, ByteReader> {
  const parts = reader.readParts();
  for (const number of parts.keys()) {
    if (!KNOWN_PARTS.has(number))
      throw new NewerStateError(`part ${number}, which is not known: newer code wrote it`);
  }
  return parts;
}

/** Writes the columns as parts. */
export function writeColumns(writer: ByteWriter, columns: Columns): void {
  const { present, flags } = columns;
  if (present.includes(false)) {
    writer.writePart(PART.present, (part) => part.writeRuns(present.map((isPresent) => (isPresent ? 1 : 0))));
  }
  if (flags.some((bits) => bits !== 0)) writer.writePart(PART.flags, (part) => part.writeRuns(flags));
  for (const { name, number } of MEASURES) {
    const counts = columns[name];
    if (counts?.some((count) => count !== null)) {
      writer.writePart(measurePart(number), (part) => part.writeCounts(counts));
    }
  }
}

/** Returns the columns of `count` stations from what writeColumns wrote. */
export function readColumns(parts: ReadonlyMap<number, ByteReader>, count: number): Columns {
  const unknown = emptyColumns(count);
  const present = parts.get(PART.present)?.readRuns(count, 1);
  const counted = MEASURES.flatMap(({ name, number }) => {
    const part = parts.get(measurePart(number));
    return part === undefined ? [] : [[name, part.readCounts(count)] as const];
  });
  return {
    ...unknown,
    present: present === undefined ? unknown.present.map(() => true) : present.map((value) => value === 1),
    flags: parts.get(PART.flags)?.readRuns(count, FLAGS_MAX) ?? unknown.flags,
    ...Object.fromEntries(counted),
  };
}
