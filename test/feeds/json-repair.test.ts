import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../functions/feeds/json.ts";
import { scanJson } from "../../functions/feeds/json-repair.ts";
import { reasonOf } from "./bodies.ts";

describe("a value that is no JSON spoils only itself:", () => {
  it.each<[string, string, unknown]>([
    ["NaN, as Python writes it", '{"lat":NaN,"lon":2}', { lat: null, lon: 2 }],
    ["Infinity", "[Infinity,-Infinity,1]", [null, null, 1]],
    ["nan and inf, as C writes them", "[nan,-nan,inf,-inf,INF]", [null, null, null, null, null]],
    ["undefined", '{"a":undefined}', { a: null }],
    ["a value that is missing", '{"lat":,"lon": }', { lat: null, lon: null }],
    ["an entry that is missing", "[1,,2]", [1, null, 2]],
    ["a comma behind the last entry", '{"a":[1,2,],"b":3,}', { a: [1, 2], b: 3 }],
    ["a line break in a text", '{"name":"A\nB\tC"}', { name: "A B C" }],
    ["a bad escape", String.raw`{"name":"O\'Brien \x","n":"\u00e9"}`, { name: "O'Brien x", n: "é" }],
    ["NaN within a text", '["NaN","a,]",NaN]', ["NaN", "a,]", null]],
    ["a byte order mark before it", "\ufeff[NaN]", [null]],
  ])("%s", (_, text, value) => {
    expect(parseJson(text)).toEqual({
      type: "json",
      value,
      note: expect.stringContaining("it is no JSON ("),
    });
  });

  it("and is noted with its place", () => {
    const text = `{"data":{"stations":[{"station_id":"s00","lat":NaN,"lon":NaN}]}}`;
    expect(parseJson(text)).toMatchObject({
      note: String.raw`it is no JSON ("d\":\"s00\",\"lat\":NaN,\"lon\":NaN}]}}" at character 48, and 1 more such): read as if that were unknown`,
    });
  });
});

describe("a text with more faults than any feed has is no JSON, and costs no memory for each:", () => {
  it.each([
    ["control characters", "\u0001"],
    ["bad escapes", "\\q"],
  ])("%s", (_, fault) => {
    const text = `{"a":"${fault.repeat(20_000)}"}`;
    expect(scanJson(text)).toMatchObject({ repairs: [] });
    expect(parseJson(text).type).not.toBe("json");
  });
});

describe("a text that is no JSON says where it stops being JSON:", () => {
  it.each([
    ['{"a":1,"b":x}', 'at character 12 of 13, in "{\\"a\\":1,\\"b\\":x}"'],
    ['{"a":1 "b":2}', "at character 8 of 13"],
    ['{"a":01}', "at character 6 of 8"],
    ["[1}", "at character 3 of 3"],
    ["[1]]", "at character 4 of 4"],
    ['{"a" 1}', "at character 6 of 7"],
    ["{a:1}", "at character 2 of 5"],
    ["[True]", "at character 2 of 6"],
    ["['a']", "at character 2 of 5"],
    ['{"a":{"b":[1,2', 'it ends after 14 characters with "{\\"a\\":{\\"b\\":[1,2"'],
    ['["a', "it ends after 3 characters"],
    ["404 Not Found", 'it starts with "404 Not Found"'],
  ])("%s", (text, place) => {
    expect(reasonOf(parseJson(text))).toContain(place);
  });
});

it("a scan finds no fault in JSON, however it is written", () => {
  fc.assert(
    fc.property(fc.jsonValue({ stringUnit: "binary" }), fc.nat(3), (value, indent) => {
      expect(scanJson(JSON.stringify(value, null, indent))).toEqual({ faultAt: null, repairs: [] });
    }),
  );
});

it("whatever a text is, it is read or refused in a sentence, and at once", () => {
  const pieces = ["{", "}", "[", "]", ",", ":", '"', '"a"', "1", "NaN", "\\", "\n", " ", "null", "é"];
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 12 }), (parts) => {
      const answer = parseJson(parts.join(""));
      if (answer.type === "failed") expect(answer.reason).toMatch(/^the body is /);
    }),
    { numRuns: 2_000 },
  );
  expect(parseJson(`${"[".repeat(400_000)}NaN`).type).toBe("failed");
  expect(parseJson(`["${"x".repeat(900_000)}",NaN]`).type).toBe("json");
});
