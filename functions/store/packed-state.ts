import { brotliCompressSync, brotliDecompressSync, constants, inflateRawSync } from "node:zlib";
import { NO_HISTORY } from "../core/history-marks.ts";
import type { RuleState } from "../core/lifecycle.ts";
import { NewerStateError } from "../core/refusal.ts";
import type { SystemState } from "../core/state.ts";
import { STATION_RULES, type StationRuleName } from "../core/station-rules.ts";
import { quoted } from "../words/text.ts";
import { ByteReader } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { readStateBefore } from "./packed-before.ts";
import { readFeedState, writeFeedState } from "./packed-feed.ts";
import { isNone, readHistory, writeHistory } from "./packed-history.ts";
import { PART, readColumns, readKnownParts, stationRulePart, writeColumns } from "./packed-parts.ts";
import { readRule, writeRule } from "./packed-rules.ts";
import { readDeparted, readWindow, writeDeparted, writeWindow } from "./packed-window.ts";

/**
 * The newest packed form of a state, some five bytes a station: the number of stations, then parts (packed-parts.ts),
 * in base 128 and compressed. Ids, marks and version are kept beside it, unpacked. A new rule or measure is a new part,
 * not a new format. Format 3 had no history: its code would not put the looks that a commit holds, so it must not read
 * format 4. Formats 1 and 2, which had no parts and were deflated, are still read.
 */
export const FORMAT = 4;
const FIRST_WITH_PARTS = 3;

/** What is kept beside the packed columns. Times in milliseconds. */
export interface StateFrame {
  readonly stationIds: readonly string[];
  readonly markAt: number | null;
  readonly snapshotAt: number | null;
}

/** Brotli at this setting packs 5 % worse than deflate at its fastest, in two thirds of its time. */
const FAST = { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 16 };

/** The most bytes that unpacked columns may have; those of STATIONS_MAX stations have fewer. */
const UNPACKED_BYTES_MAX = 16_000_000;

export function packState(state: SystemState): Uint8Array {
  const writer = new ByteWriter();
  const markAt = state.markAt ?? 0;
  writer.writeNumber(state.stationIds.length);
  writeColumns(writer, state.columns);
  for (const { name, number } of STATION_RULES) {
    const states = state.rules[name];
    if (states !== undefined) {
      writer.writePart(stationRulePart(number), (part) => writeRule(part, states, markAt));
    }
  }
  const { window } = state;
  if (window !== null) writer.writePart(PART.window, (part) => writeWindow(part, window, state.columns));
  const departed = window?.departed;
  if (departed !== undefined) writer.writePart(PART.departed, (part) => writeDeparted(part, departed));
  writeFeedState(writer, state, markAt);
  const { history } = state;
  if (!isNone(history)) writer.writePart(PART.history, (part) => writeHistory(part, history, markAt));
  return brotliCompressSync(writer.bytes(), { params: FAST });
}

/** Returns what an item has for columns while they are kept apart from it. */
export function packElsewhere(stations: number): Uint8Array {
  const writer = new ByteWriter();
  writer.writeNumber(stations);
  writer.writePart(PART.elsewhere, () => undefined);
  return brotliCompressSync(writer.bytes(), { params: FAST });
}

/** Returns the format; throws a NewerStateError for one of newer code, and a RangeError for what is no format at all. */
export function checkFormat(format: unknown): number {
  if (typeof format === "number" && format > FORMAT) {
    throw new NewerStateError(`format ${format}, expected at most ${FORMAT}: newer code wrote it`);
  }
  if (Number.isInteger(format) && (format as number) >= 1) return format as number;
  throw new RangeError(`format ${quoted(format)}, expected an integer from 1 to ${FORMAT}`);
}

/** Returns the error of a part of newer code; null where there is none, or where the bytes cannot be had or read. */
export function newerPartIn(bytesOf: () => unknown, format: unknown): NewerStateError | null {
  try {
    const reader = readerOf(bytesOf() as Uint8Array, checkFormat(format));
    reader.readNumber();
    if (Number(format) >= FIRST_WITH_PARTS) readKnownParts(reader);
    return null;
  } catch (error) {
    return error instanceof NewerStateError ? error : null;
  }
}

function readerOf(bytes: Uint8Array, format: number): ByteReader {
  const unpack = format >= FIRST_WITH_PARTS ? brotliDecompressSync : inflateRawSync;
  return new ByteReader(unpack(bytes, { maxOutputLength: UNPACKED_BYTES_MAX }));
}

/**
 * Throws a NewerStateError for an unknown format or part, and another error when the bytes are not a state of this many
 * stations.
 */
export function unpackState(bytes: Uint8Array, frame: StateFrame, format: number = FORMAT): SystemState {
  checkFormat(format);
  const reader = readerOf(bytes, format);
  const count = reader.readNumber();
  if (count !== frame.stationIds.length) {
    throw new RangeError(`packed state has ${count} stations, its list of ids ${frame.stationIds.length}`);
  }
  const markAt = frame.markAt ?? 0;
  if (format === 1 || format === 2) {
    const state = readStateBefore(reader, format, count, markAt, frame.snapshotAt);
    return { ...frame, ...state, history: NO_HISTORY };
  }
  const parts = readKnownParts(reader);
  if (parts.has(PART.elsewhere)) throw new RangeError("its columns are elsewhere, and it does not say where");
  const columns = readColumns(parts, count);
  const rules: { [Name in StationRuleName]?: readonly RuleState[] } = {};
  for (const { name, number } of STATION_RULES) {
    const part = parts.get(stationRulePart(number));
    if (part !== undefined) rules[name] = readRule(part, count, markAt, 3);
  }
  const windowPart = parts.get(PART.window);
  const departed = parts.get(PART.departed);
  const sums = windowPart === undefined ? null : readWindow(windowPart, columns);
  const window = sums && departed ? { ...sums, departed: readDeparted(departed) } : sums;
  const feed = readFeedState(parts, count, markAt);
  const history = readHistory(parts.get(PART.history), markAt);
  for (const part of parts.values()) part.end();
  return { ...frame, columns, rules, window, ...feed, history };
}
