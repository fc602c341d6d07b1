import type { Columns } from "../core/columns.ts";
import { TIME_MS_MAX } from "../core/iso-time.ts";
import { WINDOW_MS, type WindowSums } from "../core/windows.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

type Departed = NonNullable<WindowSums["departed"]>;

/** Writes the unfinished window, as differences from the newest counts in `columns`. */
export function writeWindow(writer: ByteWriter, window: WindowSums, columns: Columns): void {
  writer.writeNumber(window.startAt / WINDOW_MS + 1);
  writeSums(writer, window.vehiclesSum, window.vehiclesCount, columns.vehicles);
  writeSums(writer, window.docksSum, window.docksCount, columns.docks);
}

/**
 * Writes runs of stations with equally many counts, each followed by its stations' sums. A sum is nearly that number
 * times the newest count, so only the small difference is written.
 */
function writeSums(
  writer: ByteWriter,
  sums: readonly number[],
  counts: readonly number[],
  newest: readonly (number | null)[],
): void {
  for (let start = 0, end = 0; start < counts.length; start = end) {
    const count = counts[start] ?? 0;
    for (end = start + 1; counts[end] === count; ) end++;
    writer.writeNumber(end - start);
    writer.writeNumber(count);
    if (count === 0) continue;
    for (let column = start; column < end; column++) {
      writer.writeSigned((sums[column] ?? 0) - count * (newest[column] ?? 0));
    }
  }
}

/** Writes what departed stations add to the window. */
export function writeDeparted(writer: ByteWriter, { vehicles, docks, stations }: Departed): void {
  writer.writeNumber(stations);
  writer.writeDouble(vehicles);
  writer.writeDouble(docks);
}

export function readDeparted(reader: ByteReader): Departed {
  const stations = reader.readNumber();
  return { stations, vehicles: reader.readDouble(), docks: reader.readDouble() };
}

/** Returns null where a format before parts had no window. */
export function readWindow(reader: ByteReader, columns: Columns): WindowSums | null {
  const ordinal = reader.readNumber();
  if (ordinal === 0) return null;
  const startAt = (ordinal - 1) * WINDOW_MS;
  if (startAt >= TIME_MS_MAX) throw new RangeError(`packed state has a window that begins at ${startAt}`);
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
      const sum = reader.readSigned() + count * (newest[column] ?? 0);
      if (!Number.isSafeInteger(sum) || sum < 0) throw new RangeError(`packed state has the sum ${sum}`);
      sums[column] = sum;
      counts[column] = count;
    }
  }
  return [sums, counts];
}
