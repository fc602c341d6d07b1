import { describe, expect, test } from "vitest";
import { parseJson } from "../../functions/feeds/json.ts";
import { parseCostBytes } from "../../functions/feeds/parse-cost.ts";
import { COSTLY_BODIES } from "../hostile/costly-bodies.ts";
import { reasonOf } from "./bodies.ts";

const costOf = (text: string) => parseCostBytes(text, Number.POSITIVE_INFINITY);

describe("the cost of parsing", () => {
  test.each<[string, string, number]>([
    ["a bracket", "[[[[", 4 * 110],
    ["a value", "1,1,1,", 3 * 40],
    ["a text", '"a""b"', 2 * 20],
    ["brackets, commas and colons within a text", '"[{,:"', 20],
    ["an escaped quote", '"\\"[[" ', 20],
    ["a first shape", '{"a":1}', 110 + 20 + 400],
    ["a shape again", '{"a":1}{"a":1}', 2 * 130 + 400],
    ["the same names in another order", '{"a":1"b":2}{"b":1"a":2}', 2 * 150 + 4 * 400],
    [
      "an object behind an inner one goes on where it was",
      '{"a":{"x":1}"b":1}{"a":{"x":1}"b":1}',
      4 * 110 + 6 * 20 + 3 * 400,
    ],
  ])("of %s", (_, text, bytes) => {
    expect(costOf(text)).toBe(text.length + bytes);
  });

  test("is not counted beyond the limit", () => {
    expect(parseCostBytes("[".repeat(1_000), 2_000)).toBeLessThan(2_200);
  });

  test("of a text that ends anywhere is a number", () => {
    for (const text of ['"', '"\\', "{", "]]]", '{"a', '{"a":', ""])
      expect(costOf(text)).toBeGreaterThanOrEqual(0);
  });
});

describe("a body of 1.5 MB", () => {
  test.each(COSTLY_BODIES.filter(({ poll }) => poll === "good"))("with $name is parsed", ({ of }) => {
    expect(parseJson(of(1_500_000)).type).toBe("json");
  });

  test("of brackets is refused in a sentence", () => {
    expect(reasonOf(parseJson("[".repeat(1_500_000)))).toBe(
      "the body has too many brackets, names and values for its 1.5 MB, and would not fit into memory",
    );
  });
});

test("a feed with a bracket for each 70 bytes, and no fewer names and texts, may have 8 MB", () => {
  const one = `{"a":"1","b":"2","c":"3","d":"4","e":12,"f":true,"g":null,"h":"abcdefgh"},`;
  expect(one.length).toBeGreaterThan(70);
  expect(parseJson(`[${one.repeat(8_000_000 / one.length)}0]`).type).toBe("json");
});
