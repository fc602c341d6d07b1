import { describe, expect, it } from "vitest";
import { duration } from "../../functions/words/amounts.ts";

describe("a duration", () => {
  it.each([
    [0, "0 s"],
    [59, "59 s"],
    [60, "1 min"],
    [89, "1 min"],
    [90, "2 min"],
    [3_569, "59 min"],
    [3_599, "1 h"],
    [3_600, "1 h"],
    [7_500, "2 h 5 min"],
    [86_399, "1 d"],
    [86_400, "1 d"],
    [100_000, "1 d 3 h"],
  ])("of %i seconds is %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });
});
