import { describe, expect, it } from "vitest";
import { flagValue, INSTALLED, RENTING, RETURNING } from "../../functions/core/flags.ts";
import { count, epochMs, flag, flagBits, idOf, text } from "../../functions/feeds/readings.ts";

describe("count", () => {
  it.each([0, 1, 27, 999_999])("takes %s", (value) => expect(count(value)).toBe(value));
  it.each([-1, 1.5, "3", "", null, undefined, true, [], {}, Number.NaN, 1e300, 2 ** 53])(
    "does not know %j",
    (value) => expect(count(value)).toBeNull(),
  );
  it("makes 0 of -0", () => expect(Object.is(count(JSON.parse("-0")), 0)).toBe(true));
});

describe("flag", () => {
  it.each([
    [true, true],
    [1, true],
    [false, false],
    [0, false],
    ["1", null],
    ["true", null],
    [2, null],
    [null, null],
    [undefined, null],
  ])("reads %j as %j, in bits too", (value, expected) => {
    expect(flag(value)).toBe(expected);
    for (const bit of [INSTALLED, RENTING, RETURNING] as const) {
      expect(flagValue(flagBits(bit, value), bit)).toBe(expected);
    }
  });
});

describe("epochMs", () => {
  const at = Date.UTC(2023, 1, 15, 8, 3, 53);
  it.each([
    ["seconds", at / 1_000, at],
    ["milliseconds", at, at],
    ["seconds with a fraction", at / 1_000 + 0.25, at + 250],
    ["RFC 3339", "2023-02-15T08:03:53Z", at],
    ["RFC 3339 with a fraction", "2023-02-15T08:03:53.969Z", at + 969],
    ["RFC 3339 with an offset", "2023-02-15T09:03:53+01:00", at],
    ["an offset without a colon", "2023-02-15T03:03:53-0500", at],
    ["the future", 4_000_000_000, 4_000_000_000_000],
  ])("reads %s", (_, value, expected) => expect(epochMs(value)).toBe(expected));

  it.each([
    ["null", null],
    ["nothing", undefined],
    ["zero", 0],
    ["a negative time", -1_676_448_233],
    ["a tiny time", 86_400],
    ["a time of another age", 1e18],
    ["seconds in quotes", "1676448233"],
    ["a time without a zone", "2023-02-15T08:03:53"],
    ["a date", "2023-02-15"],
    ["an impossible date", "2023-02-35T08:03:53Z"],
    ["other text", "about a quarter past eight Z"],
    ["no time at all", { seconds: 1 }],
  ])("does not know %s", (_, value) => expect(epochMs(value)).toBeNull());
});

describe("idOf", () => {
  it.each([
    ["42", "42"],
    [42, "42"],
    [0, "0"],
    [-0, "0"],
    [1e3, "1000"],
    [1.5, "1.5"],
    [2 ** 53 - 1, "9007199254740991"],
    ["__proto__", "__proto__"],
    [" spaced ", " spaced "],
    ["ü".repeat(128), "ü".repeat(128)],
    ["a\ud800", "a\ufffd"],
  ])("reads %j", (value, expected) => expect(idOf(value)).toBe(expected));

  it.each(
    [
      ["", null, undefined, {}, ["1"], true, Number.NaN, Number.POSITIVE_INFINITY, 1e300, 1e21, 2 ** 53],
    ].flat(),
  )("finds none in %j", (value) => expect(idOf(value)).toBeNull());

  it.each(["a".repeat(257), "ü".repeat(129), "€".repeat(86)])("leaves out an id over 256 bytes", (value) =>
    expect(idOf(value)).toBeNull(),
  );
});

describe("text", () => {
  it("trims, and keeps to one line", () =>
    expect(text("  Place\r\n\u001b[31mBellecour ")).toBe("Place [31mBellecour"));
  it("cuts after 200 characters, never inside one", () => {
    expect(text("x".repeat(300))).toHaveLength(200);
    expect(text(`${"x".repeat(199)}🚲🚲`)).toBe(`${"x".repeat(199)}🚲`);
  });
  it.each(["", "  ", "\u0000", 7, null, undefined, ["a"]])("finds none in %j", (value) =>
    expect(text(value)).toBeNull(),
  );
});
