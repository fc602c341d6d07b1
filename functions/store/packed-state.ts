import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type Episode, INACTIVE, type RuleState, UNSEEN } from "../core/lifecycle.ts";
import { type RuleName, STATION_RULES } from "../core/rules.ts";
import type { SystemState } from "../core/state.ts";
import { WINDOW_MS, type WindowSums } from "../core/windows.ts";
import { ByteReader, ByteWriter } from "./bytes.ts";

/**
 * The stations' columns of a state in some five bytes a station: numbers in base 128, deflated. The order of
 * the columns is the order of the writes below; ids, marks and version are kept beside it, in plain view.
 * A change of this layout is a new FORMAT, and the reader keeps knowing the older ones.
 */
export const FORMAT = 1;

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
  const { present, vehicles, docks, flags } = state.columns;
  writer.writeNumber(state.stationIds.length);
  writer.writeRuns(present.map((isPresent) => (isPresent ? 1 : 0)));
  writer.writeCounts(vehicles);
  writer.writeCounts(docks);
  writer.writeRuns(flags);
  for (const name of STATION_RULES) writeRule(writer, state.rules[name], state.markAt ?? 0);
  writeWindow(writer, state);
  // Level 1 packs 3 % worse than 6 and takes two thirds of its time.
  return deflateRawSync(writer.bytes(), { level: 1 });
}

/** Throws when the bytes are no state of this many stations. */
export function unpackState(bytes: Uint8Array, frame: StateFrame): SystemState {
  const reader = new ByteReader(inflateRawSync(bytes, { maxOutputLength: UNPACKED_BYTES_MAX }));
  const count = reader.readNumber();
  if (count !== frame.stationIds.length) {
    throw new RangeError(`packed state has ${count} stations, its list of ids ${frame.stationIds.length}`);
  }
  const present = reader.readRuns(count).map((value) => value === 1);
  const vehicles = reader.readCounts(count);
  const docks = reader.readCounts(count);
  const flags = reader.readRuns(count);
  const rules = {} as Record<RuleName, RuleState[]>;
  for (const name of STATION_RULES) rules[name] = readRule(reader, count, frame.markAt ?? 0);
  const columns = { present, vehicles, docks, flags };
  const window = readWindow(reader, columns);
  return { ...frame, columns, rules, window };
}

/** Phases as written: 0 unseen, 1 inactive, then an episode's, each followed by its twin with a baseline. */
const EPISODE_PHASES = ["pending", "open", "closing"] as const;

function phaseCode(state: RuleState): number {
  if (state.phase === "inactive") return 1;
  if (state.phase === "unseen") return 0;
  const phase = state.phase === "pending" ? 0 : state.phase === "open" ? 1 : 2;
  return 2 + 2 * phase + (state.baseline ? 1 : 0);
}

/** Runs of a phase; where it is an episode's, the times of each follow, counted back from the mark. */
function writeRule(writer: ByteWriter, states: readonly RuleState[], markAt: number): void {
  for (let start = 0, end = 0; start < states.length; start = end) {
    const code = phaseCode(states[start] ?? UNSEEN);
    for (end = start + 1; end < states.length && phaseCode(states[end] ?? UNSEEN) === code; ) end++;
    writer.writeNumber(end - start);
    writer.writeNumber(code);
    if (code < 2) continue;
    for (let column = start; column < end; column++) writeTimes(writer, states[column] ?? UNSEEN, markAt);
  }
}

function writeTimes(writer: ByteWriter, state: RuleState, markAt: number): void {
  if (state.phase === "unseen" || state.phase === "inactive") return;
  writer.writeNumber(markAt - state.startedAt);
  if (state.phase === "closing") writer.writeNumber(markAt - (state.endedAt ?? markAt));
}

function readRule(reader: ByteReader, count: number, markAt: number): RuleState[] {
  const states = new Array<RuleState>(count).fill(INACTIVE);
  for (let column = 0; column < count; ) {
    const end = column + reader.readRunLength(count - column);
    const code = reader.readNumber();
    if (code === 1) column = end;
    while (column < end) states[column++] = code === 0 ? UNSEEN : readEpisode(reader, code - 2, markAt);
  }
  return states;
}

function readEpisode(reader: ByteReader, code: number, markAt: number): Episode {
  const phase = EPISODE_PHASES[code >> 1];
  if (phase === undefined) throw new RangeError(`packed state has an unknown phase ${code}`);
  const startedAt = markAt - reader.readNumber();
  const endedAt = phase === "closing" ? markAt - reader.readNumber() : null;
  return { phase, startedAt, endedAt, baseline: code % 2 === 1 };
}

function writeWindow(writer: ByteWriter, state: SystemState): void {
  const { window, columns } = state;
  writer.writeNumber(window === null ? 0 : window.startAt / WINDOW_MS + 1);
  if (window === null) return;
  writeSums(writer, window.vehiclesSum, window.vehiclesCount, columns.vehicles);
  writeSums(writer, window.docksSum, window.docksCount, columns.docks);
}

/**
 * Runs of a number of counts, each followed by its stations' sums. A sum is nearly the newest count times that
 * number, so what is written is the small difference.
 */
function writeSums(
  writer: ByteWriter,
  sums: readonly number[],
  counts: readonly number[],
  newest: readonly (number | null)[],
): void {
  for (let start = 0, end = 0; start < counts.length; start = end) {
    const count = counts[start] ?? 0;
    for (end = start + 1; end < counts.length && counts[end] === count; ) end++;
    writer.writeNumber(end - start);
    writer.writeNumber(count);
    if (count === 0) continue;
    for (let column = start; column < end; column++) {
      writer.writeSigned((sums[column] ?? 0) - count * (newest[column] ?? 0));
    }
  }
}

function readWindow(reader: ByteReader, columns: SystemState["columns"]): WindowSums | null {
  const ordinal = reader.readNumber();
  if (ordinal === 0) return null;
  const startAt = (ordinal - 1) * WINDOW_MS;
  const [vehiclesSum, vehiclesCount] = readSums(reader, columns.vehicles);
  const [docksSum, docksCount] = readSums(reader, columns.docks);
  return { startAt, vehiclesSum, vehiclesCount, docksSum, docksCount };
}

function readSums(
  reader: ByteReader,
  newest: readonly (number | null)[],
): [sums: number[], counts: number[]] {
  const sums = new Array<number>(newest.length).fill(0);
  const counts = new Array<number>(newest.length).fill(0);
  for (let column = 0; column < newest.length; ) {
    const end = column + reader.readRunLength(newest.length - column);
    const count = reader.readNumber();
    if (count === 0) column = end;
    for (; column < end; column++) {
      sums[column] = reader.readSigned() + count * (newest[column] ?? 0);
      counts[column] = count;
    }
  }
  return [sums, counts];
}
