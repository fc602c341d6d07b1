import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../functions/systems/configuration-error.ts";
import { checkSystems, readSystems } from "../../functions/systems/schema.ts";
import { SYSTEMS_MAX } from "../../functions/systems/shape.ts";

const GBFS = { systemId: "lyon", kind: "gbfs", url: "https://feeds.example/gbfs.json" };
const JCDECAUX = { systemId: "lyon", kind: "jcdecaux", contract: "lyon", apiVersion: 3 };

function problemWith(text: string): string {
  try {
    checkSystems(text, "systems.json");
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
  return "no problem";
}

/** The problem with a configuration of one system that also has these fields. */
function problemWithSystem(fields: object, base: object = GBFS): string {
  return problemWith(JSON.stringify({ systems: [{ ...base, ...fields }] }));
}

describe("one sentence says what is wrong with", () => {
  test.each([
    [
      "an unknown key",
      { rules: { empty: { atMots: 1 } } },
      "systems[0].rules.empty.atMots is an unknown key: did you mean atMost?",
    ],
    [
      "an unknown key like no other",
      { colour: 1 },
      "systems[0].colour is an unknown key: expected one of systemId, name, timeZone, openingHours, attribution, headers, pollSeconds, rules, guards, stations, serviceLevels, areas, kind, url, plainHttp, apiKey",
    ],
    [
      "a threshold for closed",
      { rules: { closed: { atMost: 1 } } },
      "systems[0].rules.closed.atMost is an unknown key: expected one of for, keepFor",
    ],
    [
      "no URL",
      { url: "example" },
      'systems[0].url is "example", expected an https URL without user name and password (http for this machine only)',
    ],
    [
      "plain HTTP",
      { url: "http://feeds.example/gbfs.json?key=hidden" },
      'systems[0].url is "http://feeds.example/gbfs.json?…", expected an https URL without user name and password (http for this machine only)',
    ],
    [
      "a password in the URL",
      { url: "https://me:hidden@feeds.example/" },
      'systems[0].url is "https://…@feeds.example/", expected an https URL without user name and password (http for this machine only)',
    ],
    [
      "an id with a space",
      { systemId: "yego paris" },
      'systems[0].systemId is "yego paris", expected 1 to 64 letters, digits, dots, hyphens or underscores; choose another id where that of the feed has others, such as a space',
    ],
    [
      "a duration without a unit",
      { rules: { full: { for: "5" } } },
      'systems[0].rules.full.for is "5", expected a number and s, m, h, d or w, such as 90s, 5m or 1h30m',
    ],
    [
      "a duration that is a number",
      { rules: { full: { keepFor: 5 } } },
      "systems[0].rules.full.keepFor is 5, expected a number and s, m, h, d or w, such as 90s, 5m or 1h30m",
    ],
    [
      "a rule that is true",
      { rules: { full: true } },
      "systems[0].rules.full is true, expected false, or an object with the rule's parameters",
    ],
    [
      "half a vehicle",
      { rules: { empty: { atMost: 0.5 } } },
      "systems[0].rules.empty.atMost is 0.5, expected a whole number from 0 to 1000000",
    ],
    [
      "a threshold cleared below itself",
      { rules: { empty: { atMost: 2, clearAt: 2 } } },
      "systems[0].rules.empty.clearAt is 2, expected more than atMost, which is 2",
    ],
    [
      "a station's threshold cleared below the system's",
      { rules: { empty: { atMost: 3 } }, stations: { "12 bis": { rules: { empty: { clearAt: 2 } } } } },
      'systems[0].stations["12 bis"].rules.empty.clearAt is 2, expected more than atMost, which is 3',
    ],
    [
      "a station without rules",
      { stations: { 7: {} } },
      'systems[0].stations["7"].rules is missing, expected an object',
    ],
    [
      "a station id too long",
      { stations: { ["é".repeat(129)]: { rules: {} } } },
      `systems[0].stations["${"é".repeat(59)}…"] is an id of 258 bytes, expected a station id of 1 to 256`,
    ],
    [
      "a poll too often",
      { pollSeconds: 0 },
      "systems[0].pollSeconds is 0, expected a whole number from 1 to 3600",
    ],
    [
      "an unknown time zone",
      { timeZone: "Europe/Lyon" },
      'systems[0].timeZone is "Europe/Lyon", expected the name of a time zone, such as Europe/Paris',
    ],
    [
      "an offset for a time zone",
      { timeZone: "+01:00" },
      'systems[0].timeZone is "+01:00", expected the name of a time zone, such as Europe/Paris',
    ],
    [
      "a guard that is neither off nor a duration",
      { guards: { rebaselineAfter: true } },
      "systems[0].guards.rebaselineAfter is true, expected false, or a number and s, m, h, d or w, such as 90s, 5m or 1h30m",
    ],
    [
      "a share of more than all",
      { rules: { "feed-shrunk": { share: 30 } } },
      'systems[0].rules["feed-shrunk"].share is 30, expected a share of the stations, more than 0 and less than 1',
    ],
    [
      "a rule about the feed for a station",
      { stations: { 7: { rules: { "feed-down": false } } } },
      'systems[0].stations["7"].rules["feed-down"] is an unknown key: expected one of empty, full, closed, missing, few-ebikes',
    ],
    [
      "opening hours that say more than is understood",
      { openingHours: "Mo-Su 06:00-24:00; week 1 off" },
      'systems[0].openingHours is "Mo-Su 06:00-24:00; week 1 off", expected opening hours such as 24/7 or Mo-Fr 06:00-23:00; Sa,Su 07:00-24:00',
    ],
    [
      "opening hours in numbers",
      { openingHours: 24 },
      "systems[0].openingHours is 24, expected opening hours such as 24/7 or Mo-Fr 06:00-23:00; Sa,Su 07:00-24:00",
    ],
    [
      "a header that every request has anyway",
      { headers: { "User-Agent": "me" } },
      'systems[0].headers["User-Agent"] is a string that is not shown here, expected a header of another name: requests set this one themselves',
    ],
    [
      "a header that is none",
      { headers: { "X Client": "me" } },
      'systems[0].headers["X Client"] is a string that is not shown here, expected a header of 1 to 64 letters, digits or hyphens',
    ],
    [
      "a secret among the headers",
      { headers: { authorization: "Bearer hidden" } },
      "systems[0].headers.authorization is a string that is not shown here, expected no secret: keys belong in apiKey",
    ],
    [
      "a header of two lines",
      { headers: { "X-Client": "a\r\nHost: b" } },
      'systems[0].headers["X-Client"] is a string that is not shown here, expected a text of 1 to 200 characters of ASCII',
    ],
    [
      "more headers than anybody asks for",
      { headers: Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`X-${index}`, "a"])) },
      "systems[0].headers is an object, expected at most 10 headers",
    ],
    [
      "a key without the way it is sent",
      { apiKey: { ssmParameter: "/keys/city" } },
      'systems[0].apiKey is an object, expected where the key is kept, never the key: {"environment": …}, {"ssmParameter": …} or {"secret": …}, and how it is sent: "in": "header" or "query", "name": …',
    ],
    ["an unknown kind", { kind: "siri" }, 'systems[0].kind is "siri", expected "gbfs" or "jcdecaux"'],
    [
      "two problems",
      { pollSeconds: "60", name: "" },
      'systems[0].name is "", expected a text of 1 to 200 characters\nsystems.json: systems[0].pollSeconds is "60", expected a whole number from 1 to 3600',
    ],
  ])("%s", (_, fields, sentence) => {
    expect(problemWithSystem(fields)).toBe(`systems.json: ${sentence}`);
  });

  test.each([
    ["an unknown version of the API", { apiVersion: 2 }, "systems[0].apiVersion is 2, expected 1 or 3"],
    [
      "no contract",
      { contract: undefined },
      "systems[0].contract is missing, expected the contract's name, such as lyon",
    ],
    [
      "a key in the address of the API",
      { url: "https://api.example/vls?apiKey=hidden" },
      'systems[0].url is "https://api.example/vls?…", expected an https URL without a query',
    ],
  ])("a JCDecaux system with %s", (_, fields, sentence) => {
    expect(problemWithSystem(fields, JCDECAUX)).toBe(`systems.json: ${sentence}`);
  });

  test.each([
    ["nothing", "", "line 1, column 1: found the end of the file, expected a value"],
    [
      "a comma too many",
      '{\n  "systems": [],\n}',
      'line 3, column 1: found "}", expected a key in double quotes',
    ],
    [
      "a comma too few",
      '{"contact": "a@b.example" "systems": []}',
      'line 1, column 27: found "\\"", expected "," or "}"',
    ],
    ["no colon", '{"systems" []}', 'line 1, column 12: found "[", expected ":" after the key'],
    [
      "a list left open",
      '{"systems": [1',
      'line 1, column 15: found the end of the file, expected "," or "]"',
    ],
    ["something after the end", "{} {}", 'line 1, column 4: found "{", expected the end of the file'],
    ["two byte order marks", "\uFEFF\uFEFF{}", "line 1, column 1: found U+FEFF, expected a value"],
    [
      "a key that is there twice",
      '{"systems": [],\n "systems": []}',
      'line 2, column 2: the key "systems" is there twice',
    ],
    ["brackets alone", "[".repeat(100_000), "line 1, column 66: nested more than 64 deep"],
    ["a list", "[]", "the whole file is a list of 0, expected an object"],
    ["null", "null", "the whole file is null, expected an object"],
    [
      "a misspelt list of systems",
      '{"sistems": []}',
      "sistems is an unknown key: did you mean systems?\nsystems.json: systems is missing, expected a list of at most 10000 systems",
    ],
    ["systems that are none", '{"systems": [3]}', "systems[0] is 3, expected an object"],
    [
      "a contact that cannot be sent",
      '{"contact": "me@b.example\\r\\nX: y", "systems": []}',
      'contact is "me@b.example\\r\\nX: y", expected a URL or a mail address without spaces',
    ],
    [
      "a retention beyond the years that times can have",
      '{"retention": {"windows": "500000w"}, "systems": []}',
      'retention.windows is "500000w", expected at most 5200w',
    ],
    [
      "a retention of nothing",
      '{"retention": {"alerts": "0d"}, "systems": []}',
      'retention.alerts is "0d", expected more than nothing, such as 90d',
    ],
    [
      "thresholds for all",
      '{"rules": {"full": {"atMost": 2, "clearAt": 1}}, "systems": []}',
      "rules.full.clearAt is 1, expected more than atMost, which is 2",
    ],
  ])("a file that holds %s", (_, text, sentence) => {
    expect(problemWith(text)).toBe(`systems.json: ${sentence}`);
  });

  test("two systems of one id", () => {
    expect(problemWith(JSON.stringify({ systems: [GBFS, { ...JCDECAUX, systemId: "paris" }, GBFS] }))).toBe(
      'systems.json: systems[2].systemId is "lyon", expected an id of its own: systems[0] has this one',
    );
  });

  test("more systems than there may be", () => {
    const systems = Array.from({ length: SYSTEMS_MAX + 1 }, (_, index) => ({
      ...GBFS,
      systemId: `s${index}`,
    }));
    expect(problemWith(JSON.stringify({ systems }))).toBe(
      "systems.json: systems is a list of 10001, expected a list of at most 10000 systems",
    );
  });
});

test.each([
  "hidden",
  { key: "hidden" },
  { environment: "hidden hidden" },
  { environment: "KEY", secret: "hidden" },
  { in: "header", name: "Authorization", value: "hidden" },
  { environment: "KEY", in: "body", name: "hidden hidden" },
])("a key that was written into the file is never told (%j)", (apiKey) => {
  for (const base of [JCDECAUX, GBFS]) {
    const problem = problemWithSystem({ apiKey }, base);
    expect(problem).toContain("systems[0].apiKey");
    expect(problem).not.toContain("hidden");
  }
});

test.each([
  { ...GBFS, url: "http://127.0.0.1:8080/gbfs.json" },
  { ...GBFS, url: "http://localhost/gbfs.json" },
  { ...GBFS, url: "http://[::1]:8080/gbfs.json", pollSeconds: 1 },
  {
    ...GBFS,
    rules: { empty: false, full: { atMost: 3 }, closed: {} },
    stations: { 7: { rules: { empty: {} } } },
  },
  {
    ...GBFS,
    openingHours: "Mo-Fr 06:00-23:00; Sa,Su 07:00-24:00",
    headers: { "ET-Client-Name": "city-board" },
  },
  { ...GBFS, apiKey: { ssmParameter: "/stationwatch/key", in: "header", name: "Authorization" } },
  { ...GBFS, apiKey: { environment: "KEY", in: "query", name: "api_key" } },
  { ...JCDECAUX, apiKey: { ssmParameter: "/stationwatch/key" } },
  { ...JCDECAUX, apiVersion: 1, url: "https://api.example", apiKey: { environment: "JCDECAUX_KEY" } },
])("a system is taken as it is written: %j", (system) => {
  const configuration = { contact: "https://example.org/about", systems: [system] };
  expect(checkSystems(JSON.stringify(configuration), "systems.json")).toEqual(configuration);
});

describe("a station called __proto__", () => {
  const withRules = (rules: string) =>
    `{"systems": [{"systemId": "a", "kind": "gbfs", "url": "https://a.example", "stations": {"__proto__": {"rules": ${rules}}}}]}`;

  test("keeps its rules", () => {
    const { systems } = checkSystems(withRules('{"empty": {"atMost": 4}}'), "systems.json");
    expect(Object.entries(systems[0]?.stations ?? {})).toEqual([
      ["__proto__", { rules: { empty: { atMost: 4 } } }],
    ]);
  });

  test("is checked like any other", () => {
    expect(problemWith(withRules('{"empty": {"atMost": -1}}'))).toBe(
      "systems.json: systems[0].stations.__proto__.rules.empty.atMost is -1, expected a whole number from 0 to 1000000",
    );
  });
});

describe("whatever the file holds, the only error is a ConfigurationError", () => {
  const key = fc.constantFrom(
    "systems",
    "systemId",
    "kind",
    "url",
    "rules",
    "empty",
    "for",
    "stations",
    "apiKey",
    "__proto__",
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, true, false, 0, -1, "gbfs", "jcdecaux", "https://a.example", "5m", "lyon"),
      fc.json().map((text) => JSON.parse(text) as unknown),
      fc.array(tie("any"), { maxLength: 3 }),
      fc.array(fc.tuple(key, tie("any")), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
    ),
  })).any;

  test("JSON of the right words", () => {
    fc.assert(
      fc.property(value, (any) => {
        expect(problemWith(JSON.stringify(any))).toMatch(
          /^((systems\.json: [^\n]+(\n(?=s)|$))+|no problem)$/,
        );
        expect(problemWith(JSON.stringify({ systems: [any] }))).toMatch(
          /^((systems\.json: [^\n]+(\n(?=s)|$))+|no problem)$/,
        );
      }),
    );
  });

  test("any text, of which it refuses what JSON.parse does", () => {
    const pieces = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"',
      "\\",
      "u12",
      "-",
      "0",
      "1.",
      "e5",
      "true",
      "nul",
      " ",
      "\n",
      "é",
    );
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: pieces }), fc.json(), fc.string({ unit: "binary" })), (text) => {
        const isSyntax =
          problemWith(text).startsWith("systems.json: line ") && !problemWith(text).includes("twice");
        expect(isSyntax).toBe(!isJson(text));
      }),
      { numRuns: 500 },
    );
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

test("a file is read and named by its name", () => {
  const folder = mkdtempSync(join(tmpdir(), "stationwatch-"));
  try {
    const file = join(folder, "mine.json");
    writeFileSync(file, JSON.stringify({ systems: [GBFS] }));
    expect(readSystems(file)).toEqual({ systems: [GBFS] });
    writeFileSync(file, "{");
    expect(() => readSystems(file)).toThrow(/^mine\.json: line 1, column 2: /);
    expect(() => readSystems(join(folder, "none.json"))).toThrow(
      new ConfigurationError(
        `${join(folder, "none.json")}: there is no such file, expected a list of systems`,
      ),
    );
    expect(() => readSystems(folder)).toThrow(/cannot be read \(EISDIR\)/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
