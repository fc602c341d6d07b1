import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rfc3339Ms } from "../../functions/feeds/rfc3339.ts";

describe("rfc3339Ms", () => {
  it("reads what Date.parse reads, whatever digits stand in the usual form", () => {
    const digit = fc.integer({ min: 0, max: 9 }).map(String);
    const character = fc.oneof({ weight: 60, arbitrary: digit }, { weight: 1, arbitrary: fc.constant("x") });
    const text = fc.array(character, { minLength: 14, maxLength: 14 }).map((characters) => {
      const at = (from: number, to: number) => characters.slice(from, to).join("");
      return `${at(0, 4)}-${at(4, 6)}-${at(6, 8)}T${at(8, 10)}:${at(10, 12)}:${at(12, 14)}Z`;
    });
    const same = (value: string) => {
      expect(rfc3339Ms(value)).toBe(Date.parse(value));
    };
    fc.assert(fc.property(text, same), { seed: 20_261_122, numRuns: 2_000 });
    const real = fc.date({ noInvalidDate: true, min: new Date(0), max: new Date("2099-12-31T23:59:59Z") });
    const usual = real.map((date) => `${date.toISOString().slice(0, 19)}Z`);
    fc.assert(fc.property(usual, same), { seed: 20_261_122, numRuns: 500 });
  });

  it.each(["2024-02-29T23:59:59Z", "2023-12-31T00:00:00Z"])("reads %s", (text) =>
    expect(rfc3339Ms(text)).toBe(Date.parse(text)),
  );
  it.each(["2023-02-15T24:00:01Z", "2023-13-01T00:00:00Z", "2023-00-01T00:00:00Z", "2023-02-15T08:03:53 "])(
    "does not know %s",
    (text) => expect(rfc3339Ms(text)).toBeNaN(),
  );
});
