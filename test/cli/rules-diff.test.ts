import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCaptured, type WorldOptions } from "./captured-world.ts";
import { MINUTE_MS, type SeededTables, seedMorning, startSeededTables, T0 } from "./seeded-tables.ts";

const folder = mkdtempSync(join(tmpdir(), "stationwatch-rules-"));
let tables: SeededTables;

beforeAll(async () => {
  tables = await startSeededTables();
  await seedMorning(tables);
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await tables.close();
});

const ask = (words: string, options: WorldOptions = {}) =>
  runCaptured(["rules", "diff", ...words.split(" ").filter(Boolean), "--endpoint", tables.endpoint], {
    now: T0 + 13 * MINUTE_MS,
    folder,
    ...options,
  });

function file(name: string, content: object): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(content));
  return path;
}

const gbfs = (systemId: string) => ({ systemId, kind: "gbfs", url: `https://${systemId}.example/gbfs.json` });
const NO_FULL = { rules: { full: false }, guards: { rebaselineAfter: false } };

describe("rules diff", () => {
  test("says by system and rule what the next polls would come to, and which books differ", async () => {
    const { exitCode, stdout, stderr } = await ask(`${file("no-full.json", NO_FULL)} --system lisbon`, {
      columns: 100,
    });
    expect(exitCode).toBe(0);
    const [head, ...rows] = stdout
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/ {2,}/));
    expect(head?.slice(0, 3)).toEqual(["system", "rule", "withdrawn"]);
    expect(rows).toContainEqual(["lisbon", "full", "1"]);
    expect(stderr).toMatch(/^lisbon: rules plain, then [0-9a-f]{8}$/m);
    expect(stderr).toContain(
      "  full: opens at 0 docks or fewer at once, and ends at 1 dock or more at once; then off\n",
    );
    expect(stderr).toMatch(/^1 system · /m);
  });

  test("has a line for each station as CSV, and an object for each system as JSON", async () => {
    const name = file("no-full.json", NO_FULL);
    const { stdout } = await ask(`${name} --system lisbon --format csv`);
    expect(stdout.split("\n")).toEqual(
      expect.arrayContaining(["systemId,stationId,rule,now,tried", "lisbon,1,full,,withdrawn"]),
    );
    const { items } = JSON.parse((await ask(`${name} --format json`)).stdout);
    expect(items).toMatchObject([
      { systemId: "lisbon", from: "plain", isKnown: true, isRetired: false, notes: [] },
      { systemId: "porto" },
    ]);
    expect(items[0].turns).toContainEqual({ rule: "full", stationId: "1", now: null, tried: "withdrawn" });
    expect(items[0].books).toContainEqual(
      expect.objectContaining({ rule: "full", stationId: null, now: expect.anything(), tried: null }),
    );
  });

  test("by the rules of now comes to the same", async () => {
    const { exitCode, stdout, stderr } = await ask("plain", { columns: 80 });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toMatch(/^by plain the next polls would come to the same · /m);
  });

  test("takes a file that lists systems for all that is watched: others leave, and new ones have no state", async () => {
    const name = file("systems.json", { systems: [gbfs("porto"), gbfs("nice")] });
    const { stderr, stdout } = await ask("--format table", { columns: 80 });
    expect(stderr).toContain("lisbon: it is not in the file, so all of its alerts would be withdrawn\n");
    expect(stderr).toContain(
      "nice: no poll of it was judged yet, so what holds at its first is a baseline\n",
    );
    expect(stdout).toMatch(/^lisbon +empty +\d/m);
    expect((await ask(`${name} --format json`)).stdout).toContain('"isRetired": true');
    rmSync(name);
  });

  test.each([
    ["", /^stationwatch: there are no rules to compare with: expected a systems.json, /],
    [
      "nowhere.json",
      /^stationwatch: nowhere.json: the file cannot be read, expected plain, or a file with rules/,
    ],
    ["plain --system lisboa", /^stationwatch: no system "lisboa" is known/],
  ])("refuses %j with a sentence", async (words, sentence) => {
    const { exitCode, stdout, stderr } = await ask(words);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(sentence);
  });
});
