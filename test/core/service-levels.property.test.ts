import { describe, test } from "vitest";
import { equalsSecondComputation, partsAddUp } from "./level-properties.ts";

describe("service levels", () => {
  test("of any past and period are those of a second computation", () => {
    equalsSecondComputation(60, 20);
  });

  test("of the parts of a period sum to its own", () => {
    partsAddUp(100, 20);
  });
});
