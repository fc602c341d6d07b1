import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { Look } from "../../functions/core/believed.ts";
import type { Believed, ToldLook } from "../../functions/core/past.ts";
import { packLook, type StoredLook, unpackLook } from "../../functions/store/packed-look.ts";

const AT = 1_000;
const STATION_IDS = ["a", "b", "c"];
const COLUMNS = {
  present: [true, true, true],
  vehicles: [1, 2, null],
  docks: [9, 8, 7],
  flags: [21, 21, 21],
};
/** A bike has come to b. */
const BEFORE = { ...COLUMNS, vehicles: [1, 1, null], docks: [9, 9, 7] };

const BELIEVED: Believed = {
  since: AT,
  frozenSince: null,
  outside: null,
  stationIds: STATION_IDS,
  columns: COLUMNS,
  changed: [1],
};

const FAILED: ToldLook = {
  at: AT,
  previousAt: 990,
  verdict: "failed",
  reason: "no",
  ruleVersion: "v1",
  believed: null,
  hole: null,
};
const OBSERVED: ToldLook = { ...FAILED, verdict: "observed", reason: null, believed: BELIEVED };
const DELTA = { on: 995, columns: BEFORE };

/** A text with its length. */
const text = (of: string) => [of.length, ...Buffer.from(of)];
const HEAD = [...text(""), ...text("v1"), 1, 0xf7];

function bytesOf(past: ToldLook, base: Look["base"] = null, sequenceNumber = "7"): number[] {
  return [...packLook({ past, base }, sequenceNumber)];
}

const read = (bytes: readonly number[]): StoredLook => unpackLook(Uint8Array.from(bytes), AT);
const SAID = { at: AT, previousAt: 990, ruleVersion: "v1", sequenceNumber: "7" };

describe("what became of a record is its format, its verdict, the time since the mark before, and texts:", () => {
  test.each<[ToldLook["verdict"], number]>([
    ["held", 1],
    ["dropped", 2],
    ["failed", 3],
    ["unmatched", 4],
    ["retired", 5],
  ])("%s is %i", (verdict, number) => {
    const bytes = bytesOf({ ...FAILED, verdict });
    expect(bytes).toEqual([1, number, 10, ...text("no"), ...text("v1"), 1, 0xf7]);
    expect(read(bytes)).toEqual({ ...SAID, verdict, reason: "no", seen: null });
  });

  test("the first has no mark before it, and may have no reason", () => {
    const bytes = bytesOf({ ...FAILED, previousAt: null, reason: null });
    expect(bytes).toEqual([1, 3, 0, ...HEAD]);
    expect(read(bytes)).toMatchObject({ previousAt: null, reason: null });
  });

  test("one without columns says why in the reason's place", () => {
    const bytes = bytesOf({ ...OBSERVED, believed: null, hole: "too fast" });
    expect(bytes).toEqual([1, 0, 10, ...text("too fast"), ...text("v1"), 1, 0xf7, 0, 0, 0, 0]);
    const seen = { since: AT, frozenSince: null, outside: null, columns: null };
    expect(read(bytes)).toEqual({ ...SAID, verdict: "observed", reason: "too fast", seen });
  });

  test.each([
    ["7", [1, 0xf7]],
    ["12", [1, 0x12]],
    ["123", [2, 0xf1, 0x23]],
    ["0123", [2, 0x01, 0x23]],
    ["", [0]],
    ["1x", [0]],
    ["9".repeat(128), [64, ...new Array<number>(64).fill(0x99)]],
    ["9".repeat(129), [0]],
  ])("the sequence number %s takes half a byte a digit", (digits, bytes) => {
    const packed = bytesOf(FAILED, null, digits);
    expect(packed).toEqual([1, 3, 10, ...text("no"), ...text("v1"), ...bytes]);
    expect(read(packed).sequenceNumber).toBe(bytes.length === 1 ? null : digits);
  });
});

describe("what is believed is since when, since when it stands still, who is outside, and columns:", () => {
  test.each<[string, Partial<Believed>, number[]]>([
    ["from now on", {}, [0, 0, 0]],
    ["since a while", { since: 997 }, [3, 0, 0]],
    ["standing still since now", { frozenSince: AT }, [0, 1, 0]],
    ["standing still since a while", { frozenSince: 998 }, [0, 3, 0]],
    ["since a while, standing still since a moment", { since: 990, frozenSince: 998 }, [10, 3, 0]],
    ["with all outside", { outside: "all" }, [0, 0, 1]],
    ["with some outside", { outside: [false, true, true] }, [0, 0, 2, 3, 1, 0, 2, 1]],
  ])("%s", (_what, more, bytes) => {
    const packed = bytesOf({ ...OBSERVED, believed: { ...BELIEVED, ...more } }, DELTA);
    expect(packed).toEqual([1, 0, 10, ...HEAD, ...bytes, 2, 5, 3, 4]);
    const { since, frozenSince, outside } = { ...BELIEVED, ...more };
    const seen = { since, frozenSince, outside, columns: { type: "delta", on: 995, stations: 3 } };
    expect(read(packed)).toMatchObject({ ...SAID, verdict: "observed", seen });
  });

  test("a delta changes the columns that it builds on, and finds by itself what has changed", () => {
    for (const changed of [[1], null]) {
      const packed = bytesOf({ ...OBSERVED, believed: { ...BELIEVED, changed } }, DELTA);
      const stored = read(packed).seen?.columns;
      if (stored?.type !== "delta") throw new Error("it is a delta");
      const columns = structuredClone(BEFORE);
      expect(stored.applyTo(columns)).toEqual([1]);
      expect(columns).toEqual(COLUMNS);
    }
  });

  test("a key has the columns of all stations, which are each reader's own", () => {
    const packed = bytesOf(OBSERVED);
    expect(packed.slice(0, 13)).toEqual([1, 0, 10, ...HEAD, 0, 0, 0, 1]);
    const stored = read(packed).seen?.columns;
    if (stored?.type !== "key") throw new Error("it is a key");
    const columns = stored.read(3);
    expect(columns).toEqual(COLUMNS);
    columns.vehicles[0] = 5;
    expect(stored.read(3)).toEqual(COLUMNS);
    expect(() => stored.read(4)).toThrow("look has 3 stations, its list of ids 4");
  });

  test("a key may have as many stations as a record", () => {
    const stations = 20_000;
    const many = <T>(value: (index: number) => T) =>
      Array.from({ length: stations }, (_, index) => value(index));
    const columns = {
      present: many(() => true),
      vehicles: many((index) => 1_000_000 + index),
      docks: many((index) => 1_000_000 + index),
      flags: many((index) => index % 3),
    };
    const believed = { ...BELIEVED, stationIds: many(String), columns };
    const stored = read(bytesOf({ ...OBSERVED, believed })).seen?.columns;
    expect(stored?.type === "key" && stored.read(stations)).toEqual(columns);
  });

  test("a key whose column goes on after the last station is refused", () => {
    const packed = deflateRawSync(Uint8Array.of(3, 17, 4, 1, 1, 1, 9));
    const stored = read([1, 0, 10, ...HEAD, 0, 0, 0, 1, packed.length, ...packed]).seen?.columns;
    if (stored?.type !== "key") throw new Error("it is a key");
    expect(() => stored.read(3)).toThrow("look has 1 bytes left over");
  });

  test("counts that nobody knows are two columns, not one", () => {
    const unknown = { ...COLUMNS, vehicles: [null, null, null], docks: [null, null, null] };
    const stored = read(bytesOf({ ...OBSERVED, believed: { ...BELIEVED, columns: unknown } })).seen?.columns;
    if (stored?.type !== "key") throw new Error("it is a key");
    const columns = stored.read(3);
    columns.vehicles[0] = 5;
    expect(columns.docks).toEqual([null, null, null]);
  });
});

describe("refused is", () => {
  const sight = (...bytes: readonly number[]) => [1, 0, 10, ...HEAD, ...bytes];
  test.each<[string, number[], string]>([
    ["a newer format", [2, 0], "format 2, expected at most 1: newer code wrote it"],
    ["format 0", [0, 0], "look has no format or verdict"],
    ["an unknown verdict", [1, 6], "look has no format or verdict"],
    ["a mark before the epoch", [1, 3, 233, 7], "before its mark"],
    ["a sight from before the epoch", sight(233, 7, 0, 0, 0), "before its mark"],
    ["a frost from before the epoch", sight(0, 234, 7, 0, 0), "before its mark"],
    ["other hours", sight(0, 0, 3), "look has hours of the kind 3"],
    ["hours of too many stations", sight(0, 0, 2, 161, 141, 6), "look has 100001 stations"],
    ["a presence of hours that is none", sight(0, 0, 2, 1, 1, 2, 0), "look has 2, expected at most 1"],
    ["other columns", sight(0, 0, 0, 3), "look has columns of the kind 3"],
    ["what is left over", sight(0, 0, 0, 0, 9), "look has 1 bytes left over"],
    ["what is left over after a key", sight(0, 0, 0, 1, 0, 9), "look has 1 bytes left over"],
    ["what is left over after a failure", [1, 3, 10, ...HEAD, 9], "look has 1 bytes left over"],
    ["a delta on a look from before the epoch", sight(0, 0, 0, 2, 233, 7), "before its mark"],
  ])("%s", (_what, bytes, sentence) => {
    expect(() => read(bytes)).toThrow(sentence);
  });

  test("as many stations with hours as a list of ids may have are good", () => {
    const bytes = sight(0, 0, 2, 160, 141, 6, 160, 141, 6, 0, 0);
    expect(read(bytes).seen?.outside).toHaveLength(100_000);
  });
});
