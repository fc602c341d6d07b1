import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { NewerStateError } from "../../functions/core/refusal.ts";
import { ByteWriter } from "../../functions/store/byte-writer.ts";
import { packLook, unpackLook } from "../../functions/store/packed-look.ts";
import { outcomes, ruleBooks } from "../core/arbitrary.ts";
import { at, reading, snapshot, T0, unchanged } from "../core/builders.ts";
import { looksOf } from "../core/looks.ts";
import { comparable, readBack } from "./read-back.ts";

fc.configureGlobal({ seed: 20_261_127 });

const SEQUENCE_NUMBER = `49${"0".repeat(53)}7`;

test("any history is read back as it was believed, look by look", () => {
  fc.assert(
    fc.property(outcomes(40), ruleBooks, (polls, ruleBook) => {
      const { looks } = looksOf(polls, { ruleBook });
      const packed = looks.map((look) => ({
        at: look.past.at,
        bytes: packLook(look, SEQUENCE_NUMBER),
        stations: look.past.believed?.stationIds.length ?? 0,
      }));
      const believed = readBack(packed);
      for (const [index, { past }] of looks.entries()) {
        const { at, previousAt, verdict, reason, ruleVersion } = past;
        const bytes = packed[index]?.bytes ?? new Uint8Array();
        const read = unpackLook(bytes, at);
        const said = { at, previousAt, verdict, reason, ruleVersion, sequenceNumber: SEQUENCE_NUMBER };
        expect(read).toMatchObject(said);
        if (past.believed === null) continue;
        const { since, frozenSince, outside, columns } = past.believed;
        expect(read.seen).toMatchObject({ since, frozenSince, outside });
        expect(comparable(believed.get(at) ?? columns)).toEqual(comparable(columns));
        expect(believed.has(at)).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

function bytesOf(...writes: readonly (number | string)[]): Uint8Array {
  const writer = new ByteWriter();
  for (const one of writes) {
    if (typeof one === "number") writer.writeNumber(one);
    else writer.writeBytes(Buffer.from(one));
  }
  return writer.bytes().slice();
}

describe("a bike that comes or leaves is one byte", () => {
  const before = snapshot(at(0), reading("a", 3), reading("b", 3), reading("c", 3), reading("d", 3));
  const sizeOf = (...stations: ReturnType<typeof reading>[]) => {
    const { looks } = looksOf([before, snapshot(at(1), ...stations)]);
    const still = looksOf([before, unchanged(at(1), at(0))]).looks;
    const [size, none] = [looks, still].map(([, look]) => (look ? packLook(look, "7").length : 0));
    return (size ?? 0) - (none ?? 0);
  };

  test.each([
    ["nothing", 0, reading("c", 3)],
    ["a bike comes", 1, reading("c", 4, 4)],
    ["a bike leaves", 1, reading("c", 2, 6)],
    ["three come", 2, reading("c", 6, 2)],
    ["a bike breaks", 3, reading("c", 2)],
    ["docks become unknown", 3, reading("c", 3, null)],
  ])("%s: %i", (_what, bytes, station) => {
    expect(sizeOf(reading("a", 3), reading("b", 3), station, reading("d", 3))).toBe(bytes);
  });
});

describe("what cannot be read is said", () => {
  const head = [1, 0, 60_000, "", "0000abcd", "7"] as const;
  const sight = [0, 0, 0] as const;

  test.each([
    ["nothing", [], "ends too early"],
    ["a verdict that is none", [1, 9], "no format or verdict"],
    ["the format 0", [0, 0], "no format or verdict"],
    ["a mark before the epoch", [1, 0, T0 + 1], "before its mark"],
    ["a text that ends too early", [1, 0, 0, 90], "ends too early"],
    ["hours of another kind", [...head, 0, 0, 7], "hours of the kind 7"],
    ["hours of a billion stations", [...head, 0, 0, 2, 1e9], "1000000000 stations"],
    ["columns of another kind", [...head, ...sight, 5], "columns of the kind 5"],
    ["more than there should be", [...head, ...sight, 0, 0], "1 bytes left over"],
    ["bytes after a failed poll", [1, 3, 0, "it answered 503", "", "", 0], "1 bytes left over"],
  ])("%s", (_what, writes, sentence) => {
    expect(() => unpackLook(bytesOf(...writes), T0)).toThrow(sentence);
    expect(() => unpackLook(bytesOf(...writes), T0)).not.toThrow(NewerStateError);
  });

  const delta = (...changes: readonly number[]) => [...head, ...sight, 2, 60_000, 2, ...changes];
  const columns = () => ({ present: [true, true], vehicles: [1, null], docks: [0, 4], flags: [21, 21] });

  test.each([
    ["a station that is not there", [4 * 2], "station 2 of 2"],
    ["a bike from where none is", [2, 3], "the count -1"],
    ["a bike to where the count is unknown", [4], "the count NaN"],
    ["flags that are none", [3, 2, 512], "512, expected at most 511"],
    ["a presence that is none", [3, 1, 2], "2, expected at most 1"],
    ["a count that is too great", [3, 4, 1_000_000_000_002], "the count 1000000000001"],
    ["half a change", [3, 4], "ends too early"],
  ])("a change of %s", (_what, changes, sentence) => {
    const stored = unpackLook(bytesOf(...delta(...changes)), T0).seen?.columns;
    if (stored?.type !== "delta") throw new Error("no delta");
    expect(() => stored.applyTo(columns())).toThrow(sentence);
  });

  test("a newer format, and a value that this code does not know, are newer code's", () => {
    expect(() => unpackLook(bytesOf(2, 0), T0)).toThrow(NewerStateError);
    const stored = unpackLook(bytesOf(...delta(3, 32, 1)), T0).seen?.columns;
    if (stored?.type !== "delta") throw new Error("no delta");
    expect(() => stored.applyTo(columns())).toThrow(NewerStateError);
  });

  test("a key of another list", () => {
    const { looks } = looksOf([snapshot(at(0), reading("a", 1))]);
    const [look] = looks;
    if (look === undefined) throw new Error("no look");
    const stored = unpackLook(packLook(look, "7"), at(0)).seen?.columns;
    if (stored?.type !== "key") throw new Error("no key");
    expect(() => stored.read(2)).toThrow("look has 1 stations, its list of ids 2");
  });

  test("anything else that is not what was written", () => {
    const { looks } = looksOf([
      snapshot(at(0), reading("a", 1), reading("b", 200, null)),
      snapshot(at(1), reading("a", 2, 4)),
    ]);
    const packed = looks.map((look) => packLook(look, SEQUENCE_NUMBER));
    const spoilt = fc.tuple(
      fc.nat({ max: 1 }),
      fc.array(fc.tuple(fc.nat({ max: 90 }), fc.nat({ max: 255 }))),
      fc.nat({ max: 90 }),
    );
    fc.assert(
      fc.property(spoilt, ([which, changes, length]) => {
        const bytes = Buffer.from(packed[which] ?? []).subarray(0, length === 90 ? undefined : length);
        for (const [place, value] of changes) if (place < bytes.length) bytes[place] = value;
        try {
          const stored = unpackLook(bytes, at(1)).seen?.columns;
          if (stored?.type === "key") stored.read(2);
          else
            stored?.applyTo({ present: [true, true], vehicles: [1, 200], docks: [5, null], flags: [21, 21] });
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { numRuns: 500 },
    );
  });
});

test("a record of no stream has no sequence number", () => {
  const { looks } = looksOf([snapshot(at(0), reading("a", 1))]);
  for (const [number, read] of [
    ["x", null],
    ["", null],
    ["70", "70"],
    ["0", "0"],
    ["007", "007"],
  ] as const) {
    const [bytes] = looks.map((look) => packLook(look, number));
    expect(unpackLook(bytes ?? new Uint8Array(), at(0)).sequenceNumber).toBe(number === "" ? null : read);
  }
});

test("who is outside the hours comes back by column", () => {
  const { looks } = looksOf([snapshot(at(0), reading("a", 1), reading("b", 1), reading("c", 1))]);
  const [look] = looks;
  if (look?.past.believed == null) throw new Error("no look");
  for (const outside of ["all", null, [false, true, true]] as const) {
    const said = { ...look, past: { ...look.past, believed: { ...look.past.believed, outside } } };
    expect(unpackLook(packLook(said, "7"), at(0)).seen?.outside).toEqual(outside);
  }
});
