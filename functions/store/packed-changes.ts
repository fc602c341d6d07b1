import { countIn, isRestSameAt, restOf } from "../core/column-changes.ts";
import type { Columns } from "../core/columns.ts";
import { FLAGS_MAX } from "../core/flags.ts";
import { MEASURES, type Measure } from "../core/measures.ts";
import { COUNT_MAX } from "../core/observation.ts";
import { NewerStateError } from "../core/refusal.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/**
 * What changed at some stations between two looks, a little more than a byte a station. Each change is a number, and
 * what its kind needs: four times the number of stations since the last change, plus the kind.
 */
const KIND = {
  /** A bike came to a dock. */
  came: 0,
  /** A bike left a dock. */
  left: 1,
  /** Several came, or left: how many follows, signed. */
  moved: 2,
  /** Anything else: which values follows, and the values. */
  any: 3,
} as const;
const KINDS = 4;

/** Which values follow: bits of a number. A measure's bit is its number plus one. */
const PRESENT = 1;
const FLAGS = 2;
const bitOf = (number: number) => 2 ** (number + 1);
const KNOWN_BITS = MEASURES.reduce((bits, { number }) => bits + bitOf(number), PRESENT + FLAGS);
/** Columns that may be changed in place. */
export type OwnColumns = { -readonly [Name in keyof Columns]: NonNullable<Columns[Name]>[number][] } & {
  [Name in Measure]?: (number | null)[];
};

export function writeChanges(
  writer: ByteWriter,
  before: Columns,
  after: Columns,
  changed: readonly number[],
): void {
  const { vehicles, docks, flags } = before;
  const rest = restOf(before, after);
  const isRestSame = rest.length === 0 && before.present === after.present;
  let next = 0;
  for (const column of changed) {
    const skipped = KINDS * (column - next);
    next = column + 1;
    const bikes = movedBetween(vehicles[column], after.vehicles[column]);
    const isMove =
      bikes !== 0 &&
      bikes === movedBetween(after.docks[column], docks[column]) &&
      flags[column] === after.flags[column] &&
      (isRestSame || isRestSameAt(before, after, rest, column));
    if (!isMove) {
      writer.writeNumber(skipped + KIND.any);
      writeValues(writer, after, column, bitsOf(before, after, column));
    } else if (bikes === 1) writer.writeNumber(skipped + KIND.came);
    else if (bikes === -1) writer.writeNumber(skipped + KIND.left);
    else {
      writer.writeNumber(skipped + KIND.moved);
      writer.writeSigned(bikes);
    }
  }
}

/** Returns how many came, negative where they left; 0 where one is not known. */
function movedBetween(before: number | null | undefined, after: number | null | undefined): number {
  return before == null || after == null ? 0 : after - before;
}

function bitsOf(before: Columns, after: Columns, column: number): number {
  let bits = before.present[column] === after.present[column] ? 0 : PRESENT;
  if (before.flags[column] !== after.flags[column]) bits += FLAGS;
  for (const { name, number } of MEASURES) {
    if (countIn(before[name], column) !== countIn(after[name], column)) bits += bitOf(number);
  }
  return bits;
}

function writeValues(writer: ByteWriter, after: Columns, column: number, bits: number): void {
  writer.writeNumber(bits);
  if (has(bits, PRESENT)) writer.writeNumber(after.present[column] === true ? 1 : 0);
  if (has(bits, FLAGS)) writer.writeNumber(after.flags[column] ?? 0);
  for (const { name, number } of MEASURES) {
    if (has(bits, bitOf(number))) writer.writeNumber((countIn(after[name], column) ?? -1) + 1);
  }
}

/**
 * Changes the columns as writeChanges said, and returns which stations changed. Throws a NewerStateError for a value
 * that this code does not know, and a RangeError for what cannot be; the columns may then be half changed.
 */
export function applyChanges(reader: ByteReader, columns: OwnColumns): readonly number[] {
  const changed: number[] = [];
  const stations = columns.present.length;
  let column = 0;
  while (!reader.isAtEnd()) {
    const number = reader.readNumber();
    const kind = number % KINDS;
    column += (number - kind) / KINDS;
    if (column >= stations) throw new RangeError(`a look changes station ${column} of ${stations}`);
    if (kind === KIND.any) readValues(reader, columns, column);
    else move(columns, column, kind === KIND.came ? 1 : kind === KIND.left ? -1 : reader.readSigned());
    changed.push(column++);
  }
  return changed;
}

function move(columns: OwnColumns, column: number, bikes: number): void {
  columns.vehicles[column] = counted((columns.vehicles[column] ?? Number.NaN) + bikes);
  columns.docks[column] = counted((columns.docks[column] ?? Number.NaN) - bikes);
}

function readValues(reader: ByteReader, columns: OwnColumns, column: number): void {
  const bits = reader.readNumber();
  if (bits > KNOWN_BITS)
    throw new NewerStateError(`values ${bits}, which are not known: newer code wrote it`);
  if (has(bits, PRESENT)) columns.present[column] = upTo(1, reader.readNumber()) === 1;
  if (has(bits, FLAGS)) columns.flags[column] = upTo(FLAGS_MAX, reader.readNumber());
  for (const { name, number } of MEASURES) {
    if (!has(bits, bitOf(number))) continue;
    const value = reader.readNumber();
    let counts = columns[name];
    if (counts === undefined) {
      counts = new Array<number | null>(columns.present.length).fill(null);
      columns[name] = counts;
    }
    counts[column] = value === 0 ? null : counted(value - 1);
  }
}

function has(bits: number, bit: number): boolean {
  return Math.floor(bits / bit) % 2 === 1;
}

function counted(value: number): number {
  if (value >= 0 && value <= COUNT_MAX) return value;
  throw new RangeError(`a look has the count ${value}`);
}

function upTo(most: number, value: number): number {
  if (value <= most) return value;
  throw new RangeError(`a look has ${value}, expected at most ${most}`);
}
