import { describe, expect, it } from "vitest";
import { parseStationInformation } from "../../functions/feeds/gbfs-roster.ts";
import { withLongNumbersQuoted } from "../../functions/feeds/long-numbers.ts";
import { parseStatus } from "../../functions/feeds/parse.ts";
import { GBFS, JCDECAUX } from "./bodies.ts";

const idsOf = (answer: ReturnType<typeof parseStatus> | ReturnType<typeof parseStationInformation>) =>
  "stations" in answer ? answer.stations.map(({ stationId }) => stationId) : answer.reason;

describe("numbers as ids", () => {
  it.each([
    [
      "keep all their digits",
      "[9007199254740992,9007199254740993]",
      ["9007199254740992", "9007199254740993"],
    ],
    ["keep their sign", "[-123456789012345678901]", ["-123456789012345678901"]],
    ["are one id in any spelling", "[1000,1e3,1000.0,10.00E2]", ["1000"]],
    ["may be zero, with a sign too", "[-0,0,0.0]", ["0"]],
    ["may have decimals", "[1.5,1.50]", ["1.5"]],
    ["stand beside texts", '[9007199254740993,"9007199254740993","a"]', ["9007199254740993", "a"]],
  ])("%s", (_, ids, expected) => {
    const list = (name: string) =>
      ids
        .slice(1, -1)
        .split(",")
        .map((id) => `{"${name}":${id},"number":1}`);
    const body = `{"data":{"stations":[${list("station_id").join(",")}]}}`;
    expect(idsOf(parseStatus(GBFS, body))).toEqual(expected);
    expect(idsOf(parseStationInformation(body))).toEqual(expected);
    const jcdecaux = `[${ids
      .slice(1, -1)
      .split(",")
      .map((id) => `{"number":${id}}`)
      .join(",")}]`;
    expect(idsOf(parseStatus(JCDECAUX, jcdecaux))).toEqual(expected);
  });

  it("that are rounded in any reading are left out and counted", () => {
    const body =
      '{"data":{"stations":[{"station_id":1e21},{"station_id":9007199254740993.0},{"station_id":1}]}}';
    expect(parseStatus(GBFS, body)).toMatchObject({ leftOut: 2, stations: [{ stationId: "1" }] });
  });
});

describe("quotes around long numbers", () => {
  it.each([
    ['{"a":1234567890123456,"b":12345678901234567}', '{"a":1234567890123456,"b":"12345678901234567"}'],
    ['["12345678901234567890",1.2345678901234567890]', null],
    [String.raw`["\"12345678901234567890",12345678901234567890e1]`, null],
    ["[1,2]", null],
  ])("%s", (text, expected) => expect(withLongNumbersQuoted(text)).toBe(expected));
});
