import { describe, expect, test } from "vitest";
import type { Columns } from "../../functions/core/columns.ts";
import { FLAGS_MAX } from "../../functions/core/flags.ts";
import { COUNT_MAX } from "../../functions/core/observation.ts";
import { ByteReader } from "../../functions/store/byte-reader.ts";
import { ByteWriter } from "../../functions/store/byte-writer.ts";
import { applyChanges, type OwnColumns, writeChanges } from "../../functions/store/packed-changes.ts";

const STATIONS = 8;
const column = <T>(value: T): T[] => new Array<T>(STATIONS).fill(value);

interface Station {
  readonly present?: boolean;
  readonly vehicles?: number | null;
  readonly docks?: number | null;
  readonly flags?: number;
  readonly ebikes?: number | null;
}

/** Eight stations of five vehicles and nine docks each, but for those that are given by their columns. */
function columnsWith(stations: Readonly<Record<number, Station>> = {}, ebikes?: number | null): OwnColumns {
  const columns: OwnColumns = {
    present: column(true),
    vehicles: column<number | null>(5),
    docks: column<number | null>(9),
    flags: column(21),
    ...(ebikes === undefined ? {} : { ebikes: column<number | null>(ebikes) }),
  };
  for (const [index, station] of Object.entries(stations))
    for (const [name, value] of Object.entries(station))
      (columns[name as keyof Columns] as unknown[])[Number(index)] = value;
  return columns;
}

function written(before: Columns, after: Columns, ...changed: number[]): number[] {
  const writer = new ByteWriter();
  writeChanges(writer, before, after, changed);
  return [...writer.bytes()];
}

const readerOf = (...bytes: readonly number[]) => new ByteReader(Uint8Array.from(bytes), "look");

describe("a change is a number for its station and its kind, and what that needs:", () => {
  test.each<[string, Station, number[]]>([
    ["a bike comes", { vehicles: 6, docks: 8 }, [0]],
    ["a bike leaves", { vehicles: 4, docks: 10 }, [1]],
    ["three bikes come", { vehicles: 8, docks: 6 }, [2, 6]],
    ["two bikes leave", { vehicles: 3, docks: 11 }, [2, 3]],
    ["a bike comes, and a dock stays", { vehicles: 6 }, [3, 4, 7]],
    ["a dock goes", { docks: 8 }, [3, 8, 9]],
    ["vehicles become unknown", { vehicles: null }, [3, 4, 0]],
    ["docks become unknown", { docks: null }, [3, 8, 0]],
    ["both become unknown", { vehicles: null, docks: null }, [3, 12, 0, 0]],
    ["a bike comes, and the flags change", { vehicles: 6, docks: 8, flags: 17 }, [3, 14, 17, 7, 9]],
    ["the flags change", { flags: 0 }, [3, 2, 0]],
    ["a bike leaves an absent station", { vehicles: 4, docks: 10, present: false }, [3, 13, 0, 5, 11]],
    ["a bike with a motor comes", { vehicles: 6, docks: 8, ebikes: 1 }, [3, 28, 7, 9, 2]],
    ["a motor runs dry", { ebikes: null }, [3, 16, 0]],
    ["all of it", { vehicles: 1, docks: 2, ebikes: 3, flags: 4, present: false }, [3, 31, 0, 4, 2, 3, 4]],
  ])("%s", (_what, station, bytes) => {
    const before = columnsWith({}, 2);
    const after = columnsWith({ 0: station }, 2);
    expect(written(before, after, 0)).toEqual(bytes);
    const read = columnsWith({}, 2);
    expect(applyChanges(readerOf(...bytes), read)).toEqual([0]);
    expect(read).toEqual(after);
  });

  test.each<[string, Station, Station, number[]]>([
    ["vehicles were unknown", { vehicles: null }, { vehicles: 1, docks: 8 }, [3, 12, 2, 9]],
    ["docks were unknown", { docks: null }, { vehicles: 2, docks: 3 }, [3, 12, 3, 4]],
    ["vehicles become unknown", {}, { vehicles: null, docks: 14 }, [3, 12, 0, 15]],
    ["docks become unknown", {}, { vehicles: 14, docks: null }, [3, 12, 15, 0]],
    ["the station was absent", { present: false }, {}, [3, 1, 1]],
    ["both were unknown", { vehicles: null, docks: null }, { vehicles: 5, docks: 9 }, [3, 12, 6, 10]],
  ])("an unknown count is no zero: %s", (_what, stationBefore, stationAfter, bytes) => {
    const [before, after] = [columnsWith({ 0: stationBefore }), columnsWith({ 0: stationAfter })];
    expect(written(before, after, 0)).toEqual(bytes);
    applyChanges(readerOf(...bytes), before);
    expect(before).toEqual(after);
  });

  test("a measure that was not counted before", () => {
    const after = columnsWith({ 2: { ebikes: 3 } }, null);
    const bytes = written(columnsWith(), after, 2);
    expect(bytes).toEqual([4 * 2 + 3, 16, 4]);
    const read = columnsWith();
    applyChanges(readerOf(...bytes), read);
    expect(read).toEqual(after);
  });

  test("each counts its station from the one before, whatever the kinds", () => {
    const stations = {
      1: { vehicles: 6, docks: 8 },
      3: { vehicles: 4, docks: 10 },
      6: { vehicles: 9, docks: 5 },
      7: { flags: 1 },
    };
    const bytes = written(columnsWith(), columnsWith(stations), 1, 3, 6, 7);
    expect(bytes).toEqual([4, 4 + 1, 4 * 2 + 2, 8, 3, 2, 1]);
    const read = columnsWith();
    expect(applyChanges(readerOf(...bytes), read)).toEqual([1, 3, 6, 7]);
    expect(read).toEqual(columnsWith(stations));
  });
});

test("what other stations show says nothing", () => {
  const others = { 0: { flags: 7 }, 1: { flags: 9, present: true } };
  const before = columnsWith(others);
  expect(written(before, columnsWith({ ...others, 3: { docks: 8 } }), 3)).toEqual([4 * 3 + 3, 8, 9]);
  expect(written(before, columnsWith({ ...others, 3: { present: false } }), 3)).toEqual([4 * 3 + 3, 1, 0]);
});

describe("a change is refused", () => {
  test.each([
    ["of a station after the last", [4 * (STATIONS + 1)], "a look changes station 9 of 8"],
    ["of the station after the last", [4 * STATIONS], "a look changes station 8 of 8"],
    ["that takes a bike where none is", [3, 4, 1, 1], "a look has the count -1"],
    [
      "to more flags than there are",
      [3, 2, 128, 4],
      `a look has ${FLAGS_MAX + 1}, expected at most ${FLAGS_MAX}`,
    ],
    ["to values that nobody knows", [3, 32], "values 32, which are not known: newer code wrote it"],
  ])("%s", (_what, bytes, sentence) => {
    const refused = () => {
      const reader = readerOf(...bytes);
      const columns = columnsWith({ 0: { vehicles: 0 } });
      applyChanges(reader, columns);
      applyChanges(readerOf(1), columns);
    };
    expect(refused).toThrow(sentence);
  });

  test("beyond what counts may be, and no sooner", () => {
    const full = () => columnsWith({ 0: { vehicles: COUNT_MAX - 1, docks: 1 } });
    const columns = full();
    applyChanges(readerOf(0), columns);
    expect([columns.vehicles[0], columns.docks[0]]).toEqual([COUNT_MAX, 0]);
    expect(() => applyChanges(readerOf(2, 4), full())).toThrow(`a look has the count ${COUNT_MAX + 1}`);
  });

  test.each([{ vehicles: null }, { docks: null }])("of a bike where %j", (unknown) => {
    expect(() => applyChanges(readerOf(0), columnsWith({ 0: unknown }))).toThrow("a look has the count NaN");
  });

  test("whose station cannot be, and of the last one it is not", () => {
    const last = columnsWith();
    expect(applyChanges(readerOf(4 * (STATIONS - 1)), last)).toEqual([STATIONS - 1]);
    applyChanges(readerOf(3, 2, 255, 3), last);
    expect(last.flags[0]).toBe(FLAGS_MAX);
  });
});
