import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readCatalogue } from "../../cli/catalogue/catalogue.ts";
import { CsvError, parseCsv } from "../../cli/catalogue/csv.ts";
import { entryOf, withSystemIds } from "../../cli/catalogue/entry.ts";
import { searchCatalogue } from "../../cli/catalogue/search.ts";
import { folded } from "../../cli/search/folded.ts";
import { checkSystems } from "../../functions/systems/schema.ts";
import { csvLine } from "../../functions/words/csv.ts";
import { withRecordings } from "../with-recordings.ts";
import { catalogueOf } from "./catalogue-rows.ts";

describe("CSV", () => {
  test.each([
    [
      "a,b\r\nc,d\r\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a,b\nc,d",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ['"a,b","say ""hi""",""\n', [["a,b", 'say "hi"', ""]]],
    ['"two\r\nlines",b\n', [["two\r\nlines", "b"]]],
    ["a,,\n", [["a", "", ""]]],
    [",\n", [["", ""]]],
    ["\ufeffa\n\n\nb\n", [["a"], ["b"]]],
    ['""\n', [[""]]],
    ["", []],
  ])("%j", (text, records) => expect(parseCsv(text)).toEqual(records));

  test.each([
    ['a\n"b', "line 2 has a quote that is not around a whole field"],
    ['a"b"', "line 1 has"],
    ['"a"b', "line 1 has"],
    ['"x\n\ny",z\n"', "line 4 has"],
  ])("%j is refused", (text, sentence) => {
    expect(() => parseCsv(text)).toThrow(CsvError);
    expect(() => parseCsv(text)).toThrow(sentence);
  });

  test("reads what this project writes", () => {
    // Texts that the writer leaves as they are: it changes what would steer a terminal or a spreadsheet.
    const unit = fc.constantFrom(..."a1 ,;\"'=é京🚲");
    const field = fc.string({ unit }).filter((text) => !text.trimStart().startsWith("="));
    const record = fc.array(field, { minLength: 2, maxLength: 4 });
    const property = fc.property(fc.array(record), (records) => {
      const text = records.map((fields) => `${csvLine(fields)}\r\n`).join("");
      expect(parseCsv(text)).toEqual(records);
    });
    fc.assert(property);
  });

  test("ends in time, whatever the text", () => {
    expect(() => parseCsv(`"${"a".repeat(1_000_000)}`)).toThrow(CsvError);
    expect(parseCsv(`"${'""'.repeat(500_000)}"`)[0]?.[0]).toHaveLength(500_000);
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('"', ",", "\n", "\r", "a") }), (text) => {
        try {
          parseCsv(text);
        } catch (error) {
          expect(error).toBeInstanceOf(CsvError);
        }
      }),
    );
  });
});

describe("the catalogue", () => {
  test("without its columns is refused, and names one", () => {
    expect(() => readCatalogue("")).toThrow("it is empty");
    expect(() => readCatalogue("Name,Location\na,b")).toThrow('it has no column "Country Code"');
  });

  test("leaves out rows that are no system, and goes on", () => {
    const { systems, leftOut } = readCatalogue(
      `${catalogueOf([{ id: "a" }, { id: "" }, { id: "b", url: "ftp://b.example" }])}x,y\n`,
    );
    expect(systems.map(({ catalogueId }) => catalogueId)).toEqual(["a"]);
    expect(leftOut).toBe(3);
  });

  test("reads kinds of authentication, and does not guess at others", () => {
    const rows = ["", "0", "1", "2", "3", "constructor"].map((auth) => ({
      id: `x${auth}`,
      auth,
      parameter: "a | b",
    }));
    const { systems } = readCatalogue(catalogueOf(rows));
    expect(systems.map(({ authentication }) => authentication.kind)).toEqual([
      "none",
      "none",
      "query",
      "header",
      "unknown",
      "unknown",
    ]);
    expect(systems[0]?.authentication.names).toEqual(["a", "b"]);
  });
});

test("texts are compared without accents, capitals and apostrophes", () => {
  expect(["Vélo'v", "ŁÓDŹ", "Tromsø", "Straße", "Ærø"].map(folded)).toEqual([
    "velov",
    "lodz",
    "tromso",
    "strasse",
    "aero",
  ]);
});

test("a search wants every word, and a country's code is a whole word", () => {
  const { systems } = readCatalogue(
    catalogueOf([
      { id: "velib", name: "Vélib' Métropole", location: "Paris", country: "FR" },
      { id: "paris", name: "Other", location: "Paris", country: "FR" },
      { id: "frisco", name: "Bay", location: "San Francisco", country: "US" },
    ]),
  );
  const found = (query: string) => searchCatalogue(systems, query).map(({ catalogueId }) => catalogueId);
  expect(found("PARIS")).toEqual(["paris", "velib"]);
  expect(found("metropole velib")).toEqual(["velib"]);
  expect(found("fr")).toEqual(["velib", "paris", "frisco"]);
  expect(found("paris us")).toEqual([]);
});

describe("an entry", () => {
  const entries = (rows: Parameters<typeof catalogueOf>[0]) =>
    withSystemIds(readCatalogue(catalogueOf(rows)).systems).map(entryOf);

  test("has an id that systems.json takes, its own for each system", () => {
    const ids = [
      "spin ann_arbor",
      "voi_V'Lônes",
      "dott-łeba",
      "same",
      "Same",
      "same-2",
      "..",
      "東京",
      "x".repeat(80),
    ];
    expect(entries(ids.map((id) => ({ id }))).map(({ systemId }) => systemId)).toEqual([
      "spin-ann_arbor",
      "voi_V-Lones",
      "dott-leba",
      "same",
      "Same-2",
      "same-2-2",
      "system",
      "system-2",
      "x".repeat(60),
    ]);
  });

  test("says how a key is sent and where it is kept, never the key", () => {
    const [query, header, several, unknown] = entries([
      { id: "a 1", auth: "1", parameter: "api_key" },
      { id: "2b", auth: "2", parameter: "Authorization" },
      { id: "c", auth: "2", parameter: "DB-Client-Id|DB-Api-Key" },
      { id: "d", auth: "9", parameter: "x" },
    ]);
    expect(query).toMatchObject({ apiKey: { environment: "A_1_API_KEY", in: "query", name: "api_key" } });
    expect(header).toMatchObject({
      apiKey: { environment: "_2B_API_KEY", in: "header", name: "Authorization" },
    });
    expect(several).toMatchObject({
      headers: { "DB-Client-Id": "FILL-IN" },
      apiKey: { environment: "C_API_KEY", in: "header", name: "DB-Api-Key" },
    });
    expect(unknown).not.toHaveProperty("apiKey");
  });

  test("passes the check of systems.json, whatever the catalogue says", () => {
    const row = fc.record({
      id: fc.string({ minLength: 1, unit: "grapheme" }),
      name: fc.string({ maxLength: 300, unit: "grapheme" }),
      url: fc.webUrl(),
      auth: fc.constantFrom("", "0", "1", "2", "7"),
      parameter: fc.oneof(fc.string(), fc.constantFrom("key", "a|b", "Authorization", "Cookie", "Host|key")),
    });
    const property = fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
      checkSystems(JSON.stringify({ systems: entries(rows) }), "systems.json");
    });
    fc.assert(property, { numRuns: 200 });
  });
});

withRecordings("recordings/systems-catalogue", (folder) => {
  test("every system of the public catalogue has an entry that passes the check", () => {
    const { systems, leftOut } = readCatalogue(readFileSync(join(folder, "systems.csv"), "utf8"));
    expect({ systems: systems.length, leftOut }).toEqual({ systems: 1_520, leftOut: 0 });
    const entries = withSystemIds(systems).map(entryOf);
    expect(checkSystems(JSON.stringify({ systems: entries }), "systems.json").systems).toHaveLength(1_520);
    expect(entries.filter(({ apiKey }) => apiKey !== undefined)).toHaveLength(5);
  });
});
