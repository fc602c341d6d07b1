import fc from "fast-check";
import { expect, test } from "vitest";
import { stableShare } from "../../functions/core/stable-share.ts";

test("is a share, for any text, and the same one each time", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const share = stableShare(text);
      expect(share).toBeGreaterThanOrEqual(0);
      expect(share).toBeLessThan(1);
      expect(stableShare(text)).toBe(share);
    }),
  );
});

test("stays what it is from one release to the next: systems keep their places", () => {
  expect(["", "lyon", "oslobysykkel"].map((text) => stableShare(text).toFixed(6))).toEqual([
    "0.668922",
    "0.119873",
    "0.077754",
  ]);
});

test("spreads names that are alike evenly", () => {
  const tenths = new Array<number>(10).fill(0);
  for (let index = 0; index < 10_000; index++) {
    const tenth = Math.floor(stableShare(`system-${index}`) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(120);
});
