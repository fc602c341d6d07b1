import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type RuleState, UNSEEN } from "../core/lifecycle.ts";
import { STATION_RULES, type StationRuleName } from "../core/rules.ts";
import type { SystemState } from "../core/state.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";
import { feedStateBefore, readColumns, readFeedState, writeColumns, writeFeedState } from "./packed-feed.ts";
import { readRule, writeRule } from "./packed-rules.ts";
import { readWindow, writeWindow } from "./packed-window.ts";

/**
 * The stations' columns of a state in some five bytes a station: numbers in base 128, deflated. The order of
 * the columns is the order of the writes below; ids, marks and version are kept beside it, in plain view.
 * A change of this layout is a new FORMAT, and the reader keeps knowing the older ones:
 * 1 had the rules empty, full and closed, and nothing about the feed.
 */
export const FORMAT = 2;

const RULES_OF_FORMAT_1: readonly StationRuleName[] = ["empty", "full", "closed"];

/** What is kept beside the packed columns. Times in milliseconds. */
export interface StateFrame {
  readonly stationIds: readonly string[];
  readonly markAt: number | null;
  readonly snapshotAt: number | null;
}

/** Larger columns than any system of STATIONS_MAX stations can have are no state of ours. */
const UNPACKED_BYTES_MAX = 4_000_000;

export function packState(state: SystemState): Uint8Array {
  const writer = new ByteWriter();
  const markAt = state.markAt ?? 0;
  writer.writeNumber(state.stationIds.length);
  writeColumns(writer, state.columns);
  for (const name of STATION_RULES) writeRule(writer, state.rules[name], markAt);
  writeWindow(writer, state.window, state.columns);
  writeFeedState(writer, state, markAt);
  // Level 1 packs 3 % worse than 6 and takes two thirds of its time.
  return deflateRawSync(writer.bytes(), { level: 1 });
}

/** Throws when the bytes are no state of this many stations, or of a format that is not known. */
export function unpackState(bytes: Uint8Array, frame: StateFrame, format: number = FORMAT): SystemState {
  if (format !== 1 && format !== FORMAT) {
    throw new RangeError(`packed state has format ${format}, expected at most ${FORMAT}`);
  }
  const reader = new ByteReader(inflateRawSync(bytes, { maxOutputLength: UNPACKED_BYTES_MAX }));
  const count = reader.readNumber();
  if (count !== frame.stationIds.length) {
    throw new RangeError(`packed state has ${count} stations, its list of ids ${frame.stationIds.length}`);
  }
  const markAt = frame.markAt ?? 0;
  const columns = readColumns(reader, count);
  const rules = {} as Record<StationRuleName, RuleState[]>;
  for (const name of STATION_RULES) {
    if (format === 1 && !RULES_OF_FORMAT_1.includes(name)) {
      rules[name] = new Array<RuleState>(count).fill(UNSEEN);
    } else rules[name] = readRule(reader, count, markAt, format === 1 ? 2 : 3);
  }
  const window = readWindow(reader, columns);
  const feed =
    format === 1 ? feedStateBefore(frame.snapshotAt, columns, rules) : readFeedState(reader, count, markAt);
  return { ...frame, columns, rules, window, ...feed };
}
