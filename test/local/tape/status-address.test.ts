import { describe, expect, test } from "vitest";
import type { SystemEntry } from "../../../functions/systems/configuration.ts";
import { addressOf, isStatusAddress } from "../../../local/tape/addresses.ts";

const GBFS: SystemEntry = { systemId: "hill", kind: "gbfs", url: "https://a.example/gbfs.json" };
const JCDECAUX: SystemEntry = { systemId: "lyon", kind: "jcdecaux", contract: "lyon", apiVersion: 3 };
const NOTHING: ReadonlySet<string> = new Set();

const isStatus = (url: string, system: SystemEntry, named = NOTHING) =>
  isStatusAddress(addressOf(new URL(url)), system, named);

describe("a recorded response is a poll", () => {
  test.each([
    ["https://a.example/en/station_status.json", true],
    ["https://a.example/station_status?lang=en", true],
    ["https://a.example/station_information.json", false],
    ["https://a.example/gbfs.json?next=/station_status", false],
  ])("by its path while gbfs.json has named nothing: %s", (url, expected) => {
    expect(isStatus(url, GBFS)).toBe(expected);
  });

  test("by what gbfs.json names, once it has", () => {
    const named = new Set(["a.example/live?kind=status"]);
    expect(isStatus("https://a.example/live?kind=status", GBFS, named)).toBe(true);
    expect(isStatus("https://a.example/station_status.json", GBFS, named)).toBe(false);
  });

  test.each([
    ["https://api.jcdecaux.com/vls/v3/stations?contract=lyon&apiKey=x", true],
    ["https://api.jcdecaux.com/vls/v3/stations/7?contract=lyon", false],
  ])("by JCDecaux's path: %s", (url, expected) => {
    expect(isStatus(url, JCDECAUX)).toBe(expected);
  });
});
