import { describe, expect, test } from "vitest";
import { COUNT_MAX } from "../../functions/core/observation.ts";
import { ByteReader } from "../../functions/store/byte-reader.ts";
import { ByteWriter } from "../../functions/store/byte-writer.ts";

function written(write: (writer: ByteWriter) => void): number[] {
  const writer = new ByteWriter();
  write(writer);
  return [...writer.bytes()];
}

const readerOf = (...bytes: readonly number[]) => new ByteReader(Uint8Array.from(bytes), "it");

describe("a number takes a byte for seven bits, the lowest first:", () => {
  test.each([
    [0, [0]],
    [127, [127]],
    [128, [128, 1]],
    [300, [172, 2]],
    [16_383, [255, 127]],
    [16_384, [128, 128, 1]],
    [2 ** 53, [128, 128, 128, 128, 128, 128, 128, 16]],
  ])("%i", (number, bytes) => {
    expect(written((writer) => writer.writeNumber(number))).toEqual(bytes);
    expect(readerOf(...bytes).readNumber()).toBe(number);
  });

  test("ten bytes at most", () => {
    const endless = (count: number) => [...new Array<number>(count).fill(128), 1];
    expect(readerOf(...endless(9)).readNumber()).toBe(128 ** 9);
    expect(readerOf(...endless(10)).readNumber()).toBe(128 ** 10);
    expect(() => readerOf(...endless(11)).readNumber()).toThrow("it has a number that never ends");
  });
});

test.each([
  [0, 0],
  [-1, 1],
  [1, 2],
  [-2, 3],
  [2, 4],
])("%i, of either sign, is written as %i", (value, number) => {
  expect(written((writer) => writer.writeSigned(value))).toEqual([number]);
  expect(readerOf(number).readSigned()).toBe(value);
});

test("any number takes eight bytes", () => {
  const bytes = written((writer) => {
    writer.writeByte(7);
    writer.writeDouble(1.5);
    writer.writeByte(8);
  });
  expect(bytes).toEqual([7, 63, 248, 0, 0, 0, 0, 0, 0, 8]);
  const reader = readerOf(...bytes);
  expect([reader.readNumber(), reader.readDouble(), reader.readNumber()]).toEqual([7, 1.5, 8]);
});

test.each([
  [[191, 224, 0, 0, 0, 0, 0, 0], -0.5],
  [[127, 240, 0, 0, 0, 0, 0, 0], Infinity],
  [[127, 248, 0, 0, 0, 0, 0, 0], Number.NaN],
])("of the numbers in eight bytes, %j is refused", (bytes, number) => {
  expect(() => readerOf(...bytes).readDouble()).toThrow(`it has the number ${number}`);
  expect(readerOf(0, 0, 0, 0, 0, 0, 0, 0).readDouble()).toBe(0);
});

test("counts are written as one more, and an unknown one as 0", () => {
  const counts = [null, 0, 126, 127, COUNT_MAX];
  const bytes = written((writer) => writer.writeCounts(counts));
  expect(bytes.slice(0, 5)).toEqual([0, 1, 127, 128, 1]);
  expect(readerOf(...bytes).readCounts(5)).toEqual(counts);
  const tooMany = written((writer) => writer.writeNumber(COUNT_MAX + 2));
  expect(() => readerOf(...tooMany).readCounts(1)).toThrow(`it has the count ${COUNT_MAX + 1}`);
});

test("a column is written as runs", () => {
  const column = [5, 5, 0, 200, 200, 200];
  const bytes = written((writer) => writer.writeRuns(column));
  expect(bytes).toEqual([2, 5, 1, 0, 3, 200, 1]);
  expect(readerOf(...bytes).readRuns(6, 200)).toEqual(column);
  expect(() => readerOf(...bytes).readRuns(6, 199)).toThrow("it has 200, expected at most 199");
});

test.each([
  [1, 3],
  [3, 3],
])("of %i, a run of the %i that are left is good", (length, left) => {
  expect(readerOf(length).readRunLength(left)).toBe(length);
});

test.each([
  [0, 3],
  [4, 3],
])("of %i, a run of the %i that are left is bad", (length, left) => {
  expect(() => readerOf(length).readRunLength(left)).toThrow("it has a bad run");
});

test("a time before its mark is not before the epoch", () => {
  expect(readerOf(9).readTimeBefore(9)).toBe(0);
  expect(readerOf(2).readTimeBefore(9)).toBe(7);
  expect(() => readerOf(10).readTimeBefore(9)).toThrow("it has a time 10 ms before its mark");
});

test("parts have a number and a length", () => {
  const bytes = written((writer) => {
    writer.writePart(3, (part) => part.writeNumber(300));
    writer.writePart(200, () => undefined);
  });
  expect(bytes).toEqual([3, 2, 172, 2, 200, 1, 0]);
  const parts = readerOf(...bytes).readParts();
  expect([...parts.keys()]).toEqual([3, 200]);
  expect(parts.get(3)?.readNumber()).toBe(300);
  expect(parts.get(200)?.isAtEnd()).toBe(true);
  expect(() => readerOf(3, 0, 3, 0).readParts()).toThrow("it has part 3 twice");
  expect(() => readerOf(3).readParts()).toThrow("it ends too early");
  expect(() => readerOf(3, 2, 7).readParts()).toThrow("it ends too early");
  expect(() => readerOf(3, 1, 128).readParts().get(3)?.readNumber()).toThrow("it ends too early");
});

test("bytes are given to the end, and what is left over is told", () => {
  const reader = readerOf(1, 2, 3);
  expect(reader.readNumber()).toBe(1);
  expect(() => reader.end()).toThrow("it has 2 bytes left over");
  expect(reader.isAtEnd()).toBe(false);
  expect([...reader.readRest()]).toEqual([2, 3]);
  expect(reader.isAtEnd()).toBe(true);
  expect(() => reader.end()).not.toThrow();
  expect(() => readerOf(1).end()).toThrow("it has 1 bytes left over");
  expect(() => new ByteReader(new Uint8Array()).readNumber()).toThrow("packed state ends too early");
});

describe("there is room for", () => {
  const ROOM = 8_192;

  test.each<[string, number, (writer: ByteWriter) => void, number]>([
    ["a byte", ROOM, (writer) => writer.writeByte(9), 1],
    ["a long number", ROOM, (writer) => writer.writeNumber(2 ** 53), 8],
    ["a number of eight bytes", ROOM - 7, (writer) => writer.writeDouble(1), 8],
    ["bytes", 5_000, (writer) => writer.writeBytes(new Uint8Array(100_000).fill(9)), 100_003],
    ["counts", ROOM, (writer) => writer.writeCounts(new Array(9_000).fill(COUNT_MAX)), 54_000],
    [
      "runs",
      ROOM,
      (writer) => writer.writeRuns(Array.from({ length: 9_000 }, (_, value) => 2 ** 40 + value)),
      63_000,
    ],
  ])("%s, however much there is before", (_what, before, write, length) => {
    const writer = new ByteWriter();
    for (let index = 0; index < before; index++) writer.writeByte(index % 256);
    write(writer);
    const bytes = writer.bytes();
    expect(bytes).toHaveLength(before + length);
    expect(bytes.subarray(0, before).every((byte, index) => byte === index % 256)).toBe(true);
    expect([...bytes.subarray(before)]).toEqual(written(write));
  });

  test("what is written anew, in the room that there is", () => {
    const writer = new ByteWriter();
    writer.writeNumber(1);
    writer.clear();
    writer.writeNumber(2);
    expect([...writer.bytes()]).toEqual([2]);
  });
});
