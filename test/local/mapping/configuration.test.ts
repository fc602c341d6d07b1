import { describe, expect, it } from "vitest";
import { configureMapping, MAPPING_DEFAULTS } from "../../../local/mapping/configuration.ts";

describe("the configuration", () => {
  it("has AWS's defaults", () => {
    expect(configureMapping()).toEqual(MAPPING_DEFAULTS);
    expect(MAPPING_DEFAULTS).toMatchObject({
      batchSize: 100,
      maximumBatchingWindowInSeconds: 0,
      parallelizationFactor: 1,
      maximumRetryAttempts: -1,
      maximumRecordAgeInSeconds: -1,
      bisectBatchOnFunctionError: false,
      reportBatchItemFailures: false,
    });
  });

  it.each([
    { batchSize: 0 },
    { batchSize: 10_001 },
    { maximumBatchingWindowInSeconds: 301 },
    { parallelizationFactor: 11 },
    { maximumRetryAttempts: -2 },
    { maximumRetryAttempts: 10_001 },
    { maximumRecordAgeInSeconds: 59 },
    { maximumRecordAgeInSeconds: 604_801 },
    { batchSize: 1.5 },
  ])("refuses what AWS refuses: %o", (settings) => {
    expect(() => configureMapping(settings)).toThrow(Object.keys(settings)[0]);
  });

  it("says where, what was found and what is expected", () => {
    expect(() => configureMapping({ maximumRecordAgeInSeconds: 30 })).toThrow(
      "event source mapping: maximumRecordAgeInSeconds is 30, expected a whole number from 60 to 604800, or -1",
    );
  });
});
