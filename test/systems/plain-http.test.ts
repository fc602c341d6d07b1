import { describe, expect, test } from "vitest";
import { checkSystems } from "../../functions/systems/schema.ts";

const check = (more: object) => {
  const entry = { systemId: "ovfiets", kind: "gbfs", url: "http://feeds.example/gbfs.json", ...more };
  return () => checkSystems(JSON.stringify({ systems: [entry] }), "systems.json");
};

describe("plain http", () => {
  test.each([
    ["where the system says so", { plainHttp: true }],
    ["on this machine", { url: "http://127.0.0.1:8080/gbfs.json" }],
    ["not at all", { url: "https://feeds.example/gbfs.json" }],
  ])("is taken %s", (_, more) => {
    expect(check(more)).not.toThrow();
  });

  test.each([
    ["where nothing is said", {}, /systems\[0\]\.url is "http:.*", expected an https URL/],
    ["with false", { plainHttp: false }, /systems\[0\]\.plainHttp is false, expected true/],
    [
      "with a key, which anybody on the way could read",
      { plainHttp: true, apiKey: { in: "query", name: "key", ssmParameter: "/keys/ovfiets" } },
      /systems\[0\]\.plainHttp is true, expected no key beside it/,
    ],
    ["of another scheme", { plainHttp: true, url: "ftp://feeds.example/" }, /systems\[0\]\.url is "ftp:/],
    [
      "of JCDecaux",
      { kind: "jcdecaux", contract: "lyon", apiVersion: 3, url: "http://api.example" },
      /systems\[0\]\.url is "http:\/\/api\.example", expected an https URL/,
    ],
  ])("is refused %s", (_, more, says) => {
    expect(check(more)).toThrow(says);
  });
});
