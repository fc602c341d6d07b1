import { describe, test } from "vitest";
import { equalsSecondComputation, partsAddUp } from "../core/level-properties.ts";

describe("service levels of thousands of pasts", () => {
  test("are those of a second computation", () => {
    equalsSecondComputation(2_000, 40);
  });

  test("sum over the parts of a period to its own", () => {
    partsAddUp(2_000, 60);
  });
});
