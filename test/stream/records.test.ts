import { deflateRawSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { decodeRecord, encodeRecord } from "../../functions/stream/records.ts";
import { at, failed, reading, retired, snapshot, T0, unchanged } from "../core/builders.ts";

const FIVE_MINUTES_MS = 300_000;

function decode(wire: unknown, arrivedAt = T0) {
  return decodeRecord(Buffer.from(JSON.stringify(wire)), arrivedAt);
}

const HEAD_OF_SNAPSHOT = {
  type: "snapshot",
  systemId: "hill",
  fetchedAt: T0,
  publishedAt: null,
  ttlSeconds: 60,
};
const SNAPSHOT = { v: 1, ...HEAD_OF_SNAPSHOT, stations: [["a", 1, 2, 63, 20, T0]] };
const SNAPSHOT_2 = {
  v: 2,
  ...HEAD_OF_SNAPSHOT,
  stationIds: ["a", "b"],
  vehicles: [1, null],
  docks: [2, 0],
  flags: [63, 0],
};
const ROSTER = {
  v: 1,
  type: "roster",
  systemId: "hill",
  fetchedAt: T0,
  timeZone: "Europe/Paris",
  stations: [["a", "Upper Gate", null, 45.75, 4.85, 20]],
};
const HEAD = { v: 1, systemId: "hill", fetchedAt: T0 };

test("a record is JSON that a person can read", () => {
  const text = (message: Parameters<typeof encodeRecord>[0]) => Buffer.from(encodeRecord(message)).toString();
  expect(text(snapshot(T0, reading("a", 1, 2, 63), reading("b", null, 0, 0)))).toBe(
    JSON.stringify(SNAPSHOT_2),
  );
  expect(text(unchanged(at(1), T0))).toBe(
    `{"v":1,"type":"unchanged","systemId":"hill","fetchedAt":${at(1)},"snapshotAt":${T0}}`,
  );
  expect(JSON.parse(text(failed(T0)))).toEqual({
    ...HEAD,
    type: "failed",
    reason: "it answered 503",
    httpStatus: 503,
  });
  expect(JSON.parse(text(retired(T0)))).toEqual({ ...HEAD, type: "retired" });
});

describe("read all the same are", () => {
  test("station lists longer than known, and fields unknown", () => {
    const later = { ...SNAPSHOT, stations: [["a", 1, 2, 63, 20, T0, 0, "new", {}]], more: [1] };
    expect(decode(later)).toEqual(decode({ ...SNAPSHOT, stations: [["a", 1, 2, 63, 20, T0, 0]] }));
    expect(decode({ ...ROSTER, stations: [[...(ROSTER.stations[0] ?? []), 7]] })).toEqual(decode(ROSTER));
  });

  test("a record of exactly five minutes ahead, an empty snapshot, an empty name", () => {
    expect(decode(SNAPSHOT, T0 - FIVE_MINUTES_MS)).toMatchObject({ type: "snapshot" });
    expect(decode({ ...SNAPSHOT, stations: [] })).toMatchObject({ stations: { stationIds: [] } });
    const none = { stationIds: [], vehicles: [], docks: [], flags: [] };
    expect(decode({ ...SNAPSHOT_2, ...none })).toMatchObject({ stations: none });
    expect(decode({ ...ROSTER, stations: [["a", "", "", null, null, null]] })).toMatchObject({
      type: "roster",
    });
  });

  test("ids of any kind, up to 256 bytes", () => {
    const ids = ["__proto__", "é".repeat(128), "x".repeat(256), "12"];
    const stations = ids.map((id) => [id, 1, 2, 63, null, null]);
    const decoded = decode({ ...SNAPSHOT, stations });
    expect(decoded).toMatchObject({ stations: { stationIds: ids } });
    const column = ids.map(() => 1);
    const columns = { stationIds: ids, vehicles: column, docks: column, flags: column };
    expect(decode({ ...SNAPSHOT_2, ...columns })).toMatchObject({ stations: columns });
  });

  test("ten thousand stations", () => {
    const stations = Array.from({ length: 20_000 }, (_, index) => [`${index}`, 1, 2, 63, null, null]);
    expect(decode({ ...SNAPSHOT, stations })).toMatchObject({ type: "snapshot" });
  });
});

describe("what is not in every record:", () => {
  test("e-bikes are a column more, where they are known at any station", () => {
    const sent = snapshot(T0, { ...reading("a", 3), ebikes: 2 }, reading("b", 1));
    const wire = JSON.parse(Buffer.from(encodeRecord(sent)).toString());
    expect(wire.ebikes).toEqual([2, null]);
    expect(decode(wire)).toEqual(sent);
    expect(decode({ ...SNAPSHOT_2, ebikes: [null, null] })).toEqual(decode(SNAPSHOT_2));
  });

  test("in version 1 they stood at the end of their station's list", () => {
    const stations = [
      ["a", 3, 5, 63, null, null, 2],
      ["b", 1, 5, 63, 20, T0],
    ];
    const sent = snapshot(T0, { ...reading("a", 3), ebikes: 2 }, reading("b", 1));
    expect(decode({ ...SNAPSHOT, stations })).toEqual(sent);
  });

  test("opening hours stand in the roster, where they are known", () => {
    const openingHours = "Mo-Fr 06:00-23:00";
    const sent = decode({ ...ROSTER, openingHours });
    expect(sent).toMatchObject({ type: "roster", openingHours });
    if (sent.type !== "roster") throw new Error(sent.type);
    expect(JSON.parse(Buffer.from(encodeRecord(sent)).toString())).toEqual({ ...ROSTER, openingHours });
    const without = decode(ROSTER);
    if (without.type !== "roster") throw new Error(without.type);
    expect(JSON.parse(Buffer.from(encodeRecord(without)).toString())).toEqual(ROSTER);
  });
});

describe("unreadable, with one sentence why:", () => {
  const station = (...values: unknown[]) => ({ ...SNAPSHOT, stations: [["ok", 1, 2, 63, 20, null], values] });
  const place = (...values: unknown[]) => ({ ...ROSTER, stations: [values] });
  const A_STATION = "expected a station's list of values";
  const table: [what: string, wire: unknown, reason: string][] = [
    ["a number", 7, "the record is not a JSON object"],
    ["null", null, "the record is not a JSON object"],
    ["a list", [], "v is missing, expected 1"],
    ["no version", { ...SNAPSHOT, v: undefined }, "v is missing, expected 1"],
    ["an unknown version", { ...SNAPSHOT, v: 3 }, "v is 3, expected 1, or 2 of a snapshot"],
    [
      "a version that only other types have",
      { ...HEAD, v: 2, type: "retired" },
      "v is 2, expected 1, or 2 of a snapshot or roster",
    ],
    ["no ids", { ...SNAPSHOT_2, stationIds: undefined }, "stationIds is missing, expected a list"],
    [
      "too many ids",
      { ...SNAPSHOT_2, stationIds: new Array(20_001).fill("a") },
      "stationIds has 20001 entries, expected at most 20000",
    ],
    [
      "a number among the ids",
      { ...SNAPSHOT_2, stationIds: ["a", 7] },
      "stationIds[1] is 7, expected a station's id",
    ],
    [
      "an empty id",
      { ...SNAPSHOT_2, stationIds: ["", "b"] },
      'stationIds[0] is "", expected a station\'s id',
    ],
    ["no vehicles", { ...SNAPSHOT_2, vehicles: undefined }, "vehicles is missing, expected a list"],
    ["vehicles by id", { ...SNAPSHOT_2, vehicles: { a: 1 } }, "vehicles is an object, expected a list"],
    [
      "too few docks",
      { ...SNAPSHOT_2, docks: [1] },
      "docks has 1 entries, expected one for each of 2 stations",
    ],
    [
      "a count in quotes in a column",
      { ...SNAPSHOT_2, docks: [1, "2"] },
      'docks[1] is "2", expected a count or null',
    ],
    [
      "a negative count in a column",
      { ...SNAPSHOT_2, vehicles: [-1, 2] },
      "vehicles[0] is -1, expected a count or null",
    ],
    ["no flags", { ...SNAPSHOT_2, flags: null }, "flags is null, expected a list"],
    [
      "unknown flags in a column",
      { ...SNAPSHOT_2, flags: [63, null] },
      "flags[1] is null, expected flags of at most 2047",
    ],
    [
      "flags of twelve bits in a column",
      { ...SNAPSHOT_2, flags: [63, 2_048] },
      "flags[1] is 2048, expected flags of at most 2047",
    ],
    [
      "e-bikes of fewer stations",
      { ...SNAPSHOT_2, ebikes: [1] },
      "ebikes has 1 entries, expected one for each of 2 stations",
    ],
    ["e-bikes in parts", { ...SNAPSHOT_2, ebikes: [1, 0.5] }, "ebikes[1] is 0.5, expected a count or null"],
    ["a version in quotes", { ...SNAPSHOT, v: "1" }, 'v is "1", expected 1'],
    ["no type", { ...HEAD }, "type is missing, expected snapshot, unchanged, failed, retired or roster"],
    ["an unknown type", { ...HEAD, type: "constructor" }, 'type is "constructor", expected snapshot'],
    ["no systemId", { ...SNAPSHOT, systemId: undefined }, "systemId is missing, expected a text"],
    ["an empty systemId", { ...SNAPSHOT, systemId: "" }, 'systemId is "", expected a text'],
    ["a number as systemId", { ...SNAPSHOT, systemId: 5 }, "systemId is 5, expected a text"],
    [
      "an endless systemId",
      { ...SNAPSHOT, systemId: "x".repeat(1_025) },
      `systemId is "${"x".repeat(59)}…", expected a text`,
    ],
    ["no fetchedAt", { ...SNAPSHOT, fetchedAt: null }, "fetchedAt is null, expected milliseconds"],
    [
      "a fetchedAt in parts",
      { ...SNAPSHOT, fetchedAt: T0 + 0.5 },
      `fetchedAt is ${T0}.5, expected milliseconds`,
    ],
    ["a negative fetchedAt", { ...SNAPSHOT, fetchedAt: -1 }, "fetchedAt is -1, expected milliseconds"],
    [
      "a fetchedAt in no calendar",
      { ...SNAPSHOT, fetchedAt: 9e15 },
      "fetchedAt is 9000000000000000, expected",
    ],
    ["a fetchedAt as text", { ...SNAPSHOT, fetchedAt: "2026" }, 'fetchedAt is "2026", expected milliseconds'],
    [
      "a publishedAt as text",
      { ...SNAPSHOT, publishedAt: "x" },
      'publishedAt is "x", expected milliseconds or null',
    ],
    [
      "no publishedAt",
      { ...SNAPSHOT, publishedAt: undefined },
      "publishedAt is missing, expected milliseconds or null",
    ],
    ["a negative ttl", { ...SNAPSHOT, ttlSeconds: -1 }, "ttlSeconds is -1, expected a whole number"],
    ["no stations", { ...SNAPSHOT, stations: undefined }, "stations is missing, expected a list"],
    ["stations by id", { ...SNAPSHOT, stations: { a: [] } }, "stations is an object, expected a list"],
    [
      "too many stations",
      { ...SNAPSHOT, stations: new Array(20_001).fill(["a", 1, 2, 63, 20, null]) },
      "stations has 20001 entries, expected at most 20000",
    ],
    [
      "a station as object",
      { ...SNAPSHOT, stations: [{ id: "a" }] },
      `stations[0] is an object, ${A_STATION}`,
    ],
    ["a station cut short", station("b", 1, 2), `stations[1] is a list of 3, ${A_STATION}`],
    ["a number as station id", station(12, 1, 2, 63, 20, null), A_STATION],
    ["an empty station id", station("", 1, 2, 63, 20, null), A_STATION],
    ["a station id of 257 bytes", station(`${"é".repeat(128)}x`, 1, 2, 63, 20, null), A_STATION],
    ["a count in quotes", station("b", "1", 2, 63, 20, null), A_STATION],
    ["a negative count", station("b", 1, -2, 63, 20, null), A_STATION],
    ["a count in parts", station("b", 1.5, 2, 63, 20, null), A_STATION],
    ["a count that no sum could take", station("b", 1e13, 2, 63, 20, null), A_STATION],
    ["flags of twelve bits", station("b", 1, 2, 2_048, 20, null), A_STATION],
    ["unknown flags", station("b", 1, 2, null, 20, null), A_STATION],
    ["a capacity as text", station("b", 1, 2, 63, "20", null), A_STATION],
    ["a reportedAt as text", station("b", 1, 2, 63, 20, "now"), A_STATION],
    ["e-bikes as text", station("b", 1, 2, 63, 20, null, "1"), A_STATION],
    ["unknown e-bikes that are not left out", station("b", 1, 2, 63, 20, null, null), A_STATION],
    ["opening hours in numbers", { ...ROSTER, openingHours: 24 }, "openingHours is 24, expected a text"],
    [
      "an unchanged that names none",
      { ...HEAD, type: "unchanged" },
      "snapshotAt is missing, expected milliseconds",
    ],
    [
      "a failed without reason",
      { ...HEAD, type: "failed", httpStatus: null },
      "reason is missing, expected a text",
    ],
    [
      "a failed with half a status",
      { ...HEAD, type: "failed", reason: "x", httpStatus: 1.5 },
      "httpStatus is 1.5, expected a number or null",
    ],
    [
      "a roster without time zone",
      { ...ROSTER, timeZone: undefined },
      "timeZone is missing, expected a text or null",
    ],
    [
      "a roster whose list is no packed one",
      { ...ROSTER, v: 2, stations: "eA==" },
      'stations is "eA==", expected a list',
    ],
    [
      "a roster whose list would never end",
      { ...ROSTER, v: 2, stations: deflateRawSync("[".repeat(16_000_001)).toString("base64") },
      "expected a list",
    ],
    [
      "a packed roster that holds no stations",
      { ...ROSTER, v: 2, stations: deflateRawSync('["a"]').toString("base64") },
      'stations[0] is "a", expected a station',
    ],
    [
      "a packed list in version 1",
      { ...ROSTER, stations: deflateRawSync("[]").toString("base64") },
      "expected a list",
    ],
    ["a roster without name", place("a", null, null, 1, 2, 3), A_STATION],
    ["a roster with an endless name", place("a", "x".repeat(1_025), null, 1, 2, 3), A_STATION],
    ["a roster with a number as address", place("a", "x", 3, 1, 2, 3), A_STATION],
    ["a roster far off the globe", place("a", "x", null, 1, 181, 3), A_STATION],
  ];
  test.each(table)("%s", (_what, wire, reason) => {
    expect(decode(wire)).toEqual({ type: "unreadable", reason: expect.stringContaining(reason) });
  });

  test("more than five minutes after its arrival", () => {
    expect(decode(SNAPSHOT, T0 - FIVE_MINUTES_MS - 1)).toEqual({
      type: "unreadable",
      reason: "fetchedAt 2026-05-04T08:00:00.000Z is more than five minutes after the arrival",
    });
  });

  test.each([
    ["nothing", ""],
    ["half a record", JSON.stringify(SNAPSHOT).slice(0, -1)],
    ["a byte order mark", `\ufeff${JSON.stringify(SNAPSHOT)}`],
    ["bytes that are no text", Buffer.from([0xf3, 0x89, 0x9a, 0xc2, 0x01])],
  ])("%s is not JSON", (_what, bytes) => {
    expect(decodeRecord(Buffer.from(bytes), T0)).toEqual({
      type: "unreadable",
      reason: "the record is not JSON",
    });
  });

  test("brackets enough to exhaust the stack", () => {
    const deep = `${"[".repeat(300_000)}${"]".repeat(300_000)}`;
    for (const text of [
      deep,
      `{"v":${deep}}`,
      JSON.stringify({ ...HEAD, type: 1 }).replace("1}", `${deep}}`),
    ]) {
      expect(decodeRecord(Buffer.from(text), T0)).toMatchObject({ type: "unreadable" });
    }
  });
});
