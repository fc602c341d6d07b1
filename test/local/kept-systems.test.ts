import { afterAll, beforeAll, expect, test } from "vitest";
import { requireSameSource } from "../../local/kept-systems.ts";
import type { StartOptions, StartSource } from "../../local/options.ts";
import { type SeededTables, seedMorning, startSeededTables } from "../cli/seeded-tables.ts";

let tables: SeededTables;
beforeAll(async () => {
  tables = await startSeededTables();
  // Lisbon and Porto.
  await seedMorning(tables);
});
afterAll(() => tables.close());

const CITY: StartSource = { type: "city", dialect: "gbfs" };
const FILE: StartSource = { type: "systems", file: "systems.json" };

function start(source: StartSource, systemIds: readonly string[], directory: string | null = "kept") {
  const options: StartOptions = { source, rules: null, directory, port: 0 };
  const systems = systemIds.map((systemId) => ({
    systemId,
    kind: "gbfs" as const,
    url: "https://a.example",
  }));
  const opened = { configuration: { systems } };
  return requireSameSource(options, opened, { tables: tables.client });
}

test.each<[StartSource, string[], string | null]>([
  [CITY, ["lisbon", "porto"], "kept"],
  [FILE, ["lisbon", "porto", "braga"], "kept"],
  // A system may leave the file.
  [FILE, ["lisbon"], "kept"],
  // Tables in memory keep nothing.
  [CITY, ["riverton"], null],
])("a folder goes on with its own source: %j %j", async (source, systemIds, directory) => {
  await expect(start(source, systemIds, directory)).resolves.toBeUndefined();
});

test.each<[StartSource, string[]]>([
  [CITY, ["riverton"]],
  [{ type: "feed", url: "https://a.example/gbfs.json" }, ["lisbon"]],
  [{ type: "tape", folder: "tape", speed: 60, untilEnd: false, exportFile: null }, ["porto"]],
  [FILE, ["braga"]],
])("and refuses another one, which would end its alerts: %j %j", async (source, systemIds) => {
  await expect(start(source, systemIds)).rejects.toThrow(
    /^--data is "kept", which keeps (lisbon|porto)( and 1 more)?, and this start watches [a-z]+: expected the source/,
  );
});
