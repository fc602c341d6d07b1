import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCaptured, type WorldOptions } from "./captured-world.ts";
import { seedPastMorning } from "./seeded-history.ts";
import { MINUTE_MS, type SeededTables, startSeededTables, T0 } from "./seeded-tables.ts";

const NOW = T0 + 70 * MINUTE_MS;
let tables: SeededTables;
let folder: string;

beforeAll(async () => {
  tables = await startSeededTables();
  await seedPastMorning(tables);
  folder = await mkdtemp(join(tmpdir(), "stationwatch-levels-"));
  const term = { name: "short", of: ["empty"], hours: "10:00-12:00", after: "10m", charge: 2, per: "5m" };
  const system = {
    systemId: "lisbon",
    kind: "gbfs",
    url: "https://bikes.example/gbfs.json",
    timeZone: "Europe/Lisbon",
  };
  await writeFile(join(folder, "systems.json"), JSON.stringify({ serviceLevels: [term], systems: [system] }));
});

afterAll(async () => {
  await tables.close();
  await rm(folder, { recursive: true });
});

const ask = (words: string, options: WorldOptions = {}) =>
  runCaptured([...words.split(" "), "--endpoint", tables.endpoint], { now: NOW, folder, ...options });

async function rows(words: string): Promise<Record<string, unknown>[]> {
  const { stdout } = await ask(`${words} --by station --format ndjson`);
  return stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
}

describe("levels of a system", () => {
  test("are those of this month so far, by its history and the terms of systems.json", async () => {
    const [first, , short] = await rows("levels lisbon");
    expect(first).toMatchObject({
      ...{ stationId: "1", name: "Rossio", since: "2026-04-30T23:00:00.000Z", withinHoursSeconds: 4_200 },
      ...{ emptySeconds: 1_080, fullSeconds: 600, closedSeconds: 300, emptyKnownSeconds: 2_280 },
    });
    expect(short).toMatchObject({
      term: "short",
      stationId: "1",
      emptySeconds: 1_080,
      violations: 1,
      charge: 4,
    });
  });

  test("of a part of it read what was seen before it, and follow its spells", async () => {
    const [first] = await rows("levels lisbon --since 10:10 --until 10:25");
    expect(first).toMatchObject({
      emptySeconds: 600,
      emptyKnownSeconds: 900,
      spells: 1,
      longestSeconds: 600,
    });
  });

  test("of a part that begins in an outage count it as missing", async () => {
    const [first] = await rows("levels lisbon --since 11:00 --until 11:10");
    expect(first).toMatchObject({ withinHoursSeconds: 600, emptySeconds: 0, emptyKnownSeconds: 180 });
  });

  test("say in words how little was seen, and before when nothing was", async () => {
    const { exitCode, stdout, stderr } = await ask("levels lisbon", { columns: 80 });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/any time +empty +[\d.]+ % +54\.29 %/);
    expect(stderr).toContain("nothing is known of the time before 2026-05-04 10:00:00");
    expect(stderr).toContain("is under 95 %");
  });

  test("before anything was kept are none, and said to be so", async () => {
    const { exitCode, stdout, stderr } = await ask("levels lisbon --month 2024-02", { columns: 80 });
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(stderr).toContain("no station was seen in that time");
  });

  test.each([
    ["levels", "whose levels is not said: expected a system's id, or --tape"],
    ["levels lisbo", 'no system "lisbo" is known: did you mean lisbon?'],
    [
      "levels lisbon --since 2026-06-01",
      "the period begins 2026-06-01 00:00:00, expected one before 2026-05-04 11:10:00",
    ],
  ])("%s is refused in one sentence", async (words, sentence) => {
    const { exitCode, stderr } = await ask(words);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: `stationwatch: ${sentence}\n` });
  });
});
