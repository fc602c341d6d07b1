import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkSystems } from "../../functions/systems/schema.ts";
import { serve, servePages } from "../feeds/feed-server.ts";
import { runCaptured } from "./captured-world.ts";
import { catalogueOf } from "./catalogue-rows.ts";

const CATALOGUE = catalogueOf([
  { id: "velov", name: "Vélo'v", location: "Lyon", country: "FR", url: "https://feeds.example/velov" },
  { id: "citiz lyon", name: "Citiz, the cars", location: "Lyon", country: "FR" },
  { id: "keyed", name: "Secret Bikes", location: "Ulm", country: "DE", auth: "2", parameter: "X-Key" },
  { id: "plain", name: "Plain Bikes", location: "Gouda", url: "http://feeds.example/plain" },
  ...Array.from({ length: 5 }, (_, index) => ({ id: `dott-${index}`, name: `Dott ${index}` })),
]);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stationwatch-find-"));
  writeFileSync(join(folder, "systems.csv"), CATALOGUE);
});
afterAll(() => rmSync(folder, { recursive: true }));

const find = (words: string, ...more: string[]) =>
  runCaptured(["systems", "find", ...words.split(" "), "--catalogue", "systems.csv", ...more], { folder });

test("what is named is printed as a table, with the entry to add", async () => {
  const { exitCode, stdout, stderr } = await find("velov");
  expect(exitCode).toBe(0);
  expect(stdout).toBe(`system  name    place  country  versions  key
velov   Vélo'v  Lyon   FR       2.3, 3.0

{
  "systemId": "velov",
  "kind": "gbfs",
  "name": "Vélo'v",
  "url": "https://feeds.example/velov"
}
`);
  expect(stderr).toBe(
    "\nAdd it to systems in systems.json; stationwatch systems check then says what it is worth.\n",
  );
});

test("of many, only the one that is named has its entry printed", async () => {
  const many = await find("dott");
  expect(many.stdout.trim().split("\n")).toHaveLength(6);
  expect(many.stderr).toBe(
    "5 systems: ask for one by its name or id, and its entry for systems.json is printed\n",
  );
  expect((await find("dott 3")).stdout).toContain('"systemId": "dott-3"');
});

test("a key and an address that cannot be asked are told", async () => {
  const keyed = await find("secret bikes");
  expect(keyed.stdout).toContain('"environment": "KEYED_API_KEY"');
  expect(keyed.stderr).toContain(
    "keyed: it needs a key, which https://feeds.example/keys tells how to get: put it into the variable KEYED_API_KEY",
  );
  const plain = await find("gouda");
  expect(plain.stdout).toContain('"url": "https://feeds.example/plain"');
  expect(plain.stderr).toContain("plain: the catalogue lists http:, only https: is fetched\n");
});

test("json and ndjson are the entries alone, csv is what the catalogue says", async () => {
  const json = await find("lyon", "--format", "json");
  expect(json.stderr).toBe("");
  const entries: unknown = JSON.parse(json.stdout);
  expect(
    checkSystems(JSON.stringify({ systems: entries }), "x").systems.map(({ systemId }) => systemId),
  ).toEqual(["velov", "citiz-lyon"]);
  const ndjson = await find("lyon", "--format", "ndjson");
  expect(
    ndjson.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  ).toEqual(entries);
  const csv = await find("citiz", "--format", "csv");
  expect(csv.stdout.split("\n")[1]).toBe(
    'citiz-lyon,"Citiz, the cars",Lyon,FR,2.3 ; 3.0,none,citiz lyon,https://feeds.example/gbfs.json',
  );
});

test("nothing found is a sentence, with what may have been meant", async () => {
  expect(await find("ulmm")).toEqual({
    exitCode: 0,
    stdout: "",
    stderr: "no system in the catalogue matches: did you mean Ulm?\n",
  });
  expect(await find("xyzzyxyzzy", "--format", "json")).toEqual({ exitCode: 0, stdout: "[]\n", stderr: "" });
});

test("the catalogue may come from a server", async () => {
  const { url } = await servePages({ "/systems.csv": CATALOGUE });
  const words = ["systems", "find", "velov", "--format", "json", "--catalogue"];
  const { stdout } = await runCaptured([...words, `${url}/systems.csv`]);
  expect(JSON.parse(stdout)).toHaveLength(1);
  expect(await runCaptured([...words, `${url}/gone.csv`])).toEqual({
    exitCode: 1,
    stdout: "",
    stderr: `stationwatch: the catalogue cannot be fetched: ${url}/gone.csv: answered with status 404, expected 200\n`,
  });
});

test("a catalogue that never ends is cut off", async () => {
  const { url } = await serve((_, response) => {
    const chunk = "x".repeat(1_000_000);
    const more = () => void response.write(chunk, () => response.destroyed || setImmediate(more));
    more();
  });
  const { exitCode, stderr } = await runCaptured(["systems", "find", "x", "--catalogue", url]);
  expect({ exitCode, stderr }).toEqual({
    exitCode: 1,
    stderr: `stationwatch: the catalogue cannot be fetched: ${url}/: the body is longer than 8000000 bytes\n`,
  });
});

test("what is no catalogue is bad input, in one sentence", async () => {
  writeFileSync(join(folder, "other.csv"), "a,b\n1,2\n");
  const found = async (catalogue: string) => {
    const words = ["systems", "find", "x", "--catalogue", catalogue];
    const { exitCode, stderr } = await runCaptured(words, { folder });
    expect(exitCode).toBe(2);
    return stderr;
  };
  expect(await found("other.csv")).toMatch(
    /^stationwatch: other\.csv: is not a catalogue of systems: it has no column/,
  );
  expect(await found("gone.csv")).toBe(
    "stationwatch: gone.csv: cannot be read (ENOENT), expected a URL or a systems.csv\n",
  );
});
