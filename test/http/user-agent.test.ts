import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { userAgent, VERSION } from "../../functions/http/request.ts";

describe("userAgent", () => {
  it("has the version of package.json", () => {
    expect(JSON.parse(readFileSync("package.json", "utf8"))).toMatchObject({ version: VERSION });
  });
  it.each([
    ["ops@city.example", `stationwatch/${VERSION} (+ops@city.example)`],
    ["a\r\nx-evil: é b", `stationwatch/${VERSION} (+a x-evil: b)`],
    [" ", `stationwatch/${VERSION}`],
    [null, `stationwatch/${VERSION}`],
  ])("with the contact %j is a header that can be sent", (contact, expected) => {
    expect(userAgent(contact)).toBe(expected);
  });
});
